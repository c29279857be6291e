import type { EventSummary } from '@onsale/contracts/catalog/http';
import { formatMonth } from '../../lib/dates';
import { ProgrammeLine } from './programme-line';

/** The events, soonest first, under a heading for each month. */
export function Programme({ events, locale }: { events: readonly EventSummary[]; locale: string }) {
  const withPosters = events.some((event) => event.imageUrl !== null);
  const months = new Map<string, EventSummary[]>();
  for (const event of events) {
    const month = formatMonth(event.startsAt, event.timeZone, locale);
    months.set(month, [...(months.get(month) ?? []), event]);
  }
  return [...months].map(([month, ofMonth]) => (
    <section key={month} aria-label={month} className="mb-12">
      <h2 className="border-ink border-t-2 pt-2 pb-4 font-semibold text-lg">{month}</h2>
      <ul>
        {ofMonth.map((event) => (
          <ProgrammeLine key={event.id} {...{ event, locale, withPosters }} />
        ))}
      </ul>
    </section>
  ));
}
