import type { ReactNode } from 'react';
import { EventView, type ShownEvent } from '../../event/event-view';
import { previewInstant } from './local-field';
import { isTimeZone } from './local-time';

/**
 * A small preview of the event's page for visitors, from the current input: beside the form, and on
 * a phone its top above the form.
 */
export function EventPreview({
  typed,
  organiserName,
  placeholderStart,
  locale,
  stub,
}: {
  typed: Readonly<Record<string, string>>;
  organiserName: string;
  placeholderStart: string;
  locale: string;
  stub: ReactNode;
}) {
  const event = shownEvent(typed, organiserName, placeholderStart);
  // Without a script nothing fills in the zone, and its times would be wrong.
  const needsScript = !typed.timeZone;
  return (
    <section aria-labelledby="preview" className={`min-w-0 ${needsScript ? 'scripted' : ''}`}>
      <div className="lg:sticky lg:top-6">
        <h2 id="preview" className="label-caps mb-3 text-muted">
          Preview
        </h2>
        {/* Nothing in it can be used, and screen readers have read it all in the form. */}
        <div
          inert
          className="max-h-80 overflow-hidden rounded-md border border-rule bg-paper p-4 sm:p-6 lg:max-h-[85vh]"
        >
          <div className="[zoom:0.5] xl:[zoom:0.58]">
            <EventView event={event} locale={locale} tickets={stub} title="h3" />
          </div>
        </div>
      </div>
    </section>
  );
}

function shownEvent(
  typed: Readonly<Record<string, string>>,
  organiserName: string,
  placeholderStart: string,
): ShownEvent {
  const text = (name: string) => (typed[name] ?? '').trim();
  const timeZone = isTimeZone(text('timeZone')) ? text('timeZone') : 'UTC';
  const instant = (name: string) => previewInstant(name, typed, timeZone);
  const startsAt = instant('startsAt') ?? placeholderStart;
  const endsAt = instant('endsAt');
  const imageUrl = typed.noImage ? '' : text('imageUrl');
  return {
    title: text('title') || 'Event title',
    description: text('description'),
    venueName: text('venueName') || 'Venue',
    venueAddress: text('venueAddress'),
    startsAt,
    endsAt: endsAt && endsAt > startsAt ? endsAt : later(startsAt),
    timeZone,
    doorsAt: instant('doorsAt') ?? null,
    ageLimit: /^\d{1,2}$/.test(text('ageLimit')) ? Number(text('ageLimit')) : null,
    imageUrl: /^(https:\/\/.|\/api\/images\/)/.test(imageUrl) ? imageUrl : null,
    status: 'draft',
    cancellationReason: null,
    organiserName,
  };
}

const later = (at: string) => new Date(Date.parse(at) + 2 * 3_600_000).toISOString();
