import type { EventSummary } from '@onsale/contracts/catalog/http';
import { formatTime, programmeDate } from '../../lib/dates';
import { describeSale } from '../../lib/sales-status';
import { Poster } from '../ui/poster';

const tones = { good: 'text-ink', soon: 'text-accent', over: 'text-muted' };

/** One event: when, what, where, and the status of its sale. The whole line is a link. */
export function ProgrammeLine({
  event,
  locale,
  withPosters,
}: {
  event: EventSummary;
  locale: string;
  /** Whether any event in the list has a poster: then every line reserves the space. */
  withPosters: boolean;
}) {
  const date = programmeDate(event.startsAt, event.timeZone, locale);
  const sale = describeSale(event, locale);
  const over = sale.tone === 'over';
  return (
    <li
      className={`group relative grid grid-cols-[3.25rem_1fr] gap-x-4 border-rule border-t py-5 first:border-t-0 sm:grid-cols-[5rem_1fr_auto] sm:gap-x-8 sm:py-6 ${withPosters ? 'md:grid-cols-[5rem_9rem_1fr_auto]' : ''}`}
    >
      <time dateTime={event.startsAt} className="row-span-2 sm:row-span-1">
        <span className="figures block font-[650] text-2xl tracking-[-0.04em]">{date.day}</span>
        <span className="block text-muted text-sm">{date.weekday}</span>
      </time>
      {withPosters && (
        <div className="hidden md:block">
          <Poster
            event={event}
            sizes="9rem"
            className={`aspect-[16/10] w-full bg-surface object-cover ${over ? 'grayscale' : ''}`}
          />
        </div>
      )}
      <div className="min-w-0">
        <h3 className={`text-xl ${event.status === 'cancelled' ? 'line-through' : ''}`}>
          <a
            href={`/events/${event.id}`}
            className="after:absolute after:inset-0 group-hover:text-accent"
          >
            {event.title}
          </a>
        </h3>
        <p className="mt-1 text-muted">
          <bdi>{event.venueName}</bdi>
          <span className="figures">, {formatTime(event.startsAt, event.timeZone, locale)}</span>
        </p>
        {event.venueAddress && <p className="truncate text-muted text-sm">{event.venueAddress}</p>}
      </div>
      <p
        className={`figures col-start-2 mt-2 flex flex-wrap gap-x-3 text-sm sm:col-start-3 sm:mt-1 sm:block sm:text-right ${withPosters ? 'md:col-start-4' : ''}`}
      >
        {sale.price && <span className="block font-semibold text-base">{sale.price}</span>}
        <span className={`block self-center ${tones[sale.tone]} ${over ? '' : 'font-medium'}`}>
          {sale.status}
        </span>
      </p>
    </li>
  );
}
