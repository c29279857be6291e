import type { CalendarEntry } from './calendar.js';
import type { EventCopy } from './event.js';
import type { EventPlan } from './event-plan.js';
import { eventTime } from './event-time.js';
import { goodToKnow } from './good-to-know.js';

/**
 * The data of an event in a calendar: nothing about the ticket holder.
 * @param before the plan when the ticket was bought; null: unchanged
 * @param more text added to the description
 */
export function calendarEntry(
  event: EventCopy,
  before: EventPlan | null,
  { url, stamp, more }: { url: string; stamp: Date; more: string },
): CalendarEntry {
  return {
    // The id of the event, not of the ticket, so that four tickets make one entry.
    uid: `${event.eventId}@onsale`,
    organiser: `urn:uuid:${event.organiserId}`,
    url,
    sequence: event.version,
    stamp,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    title: event.title,
    location: placeOf(event),
    description: [
      event.cancellationReason ?? '',
      before ? movedWords(before, event) : '',
      goodToKnow(event).join('\n'),
      more,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    state: event.status === 'cancelled' ? 'cancelled' : 'confirmed',
  };
}

const placeOf = ({ venueName, venueAddress }: EventPlan) =>
  [venueName, venueAddress].filter((part) => part !== '').join(', ');

const timeOf = ({ startsAt, endsAt, timeZone }: EventPlan) => {
  const { day, hours } = eventTime(startsAt, endsAt, timeZone);
  return `${day}, ${hours}`;
};

function movedWords(before: EventPlan, now: EventPlan): string {
  const [time, place] = [
    [timeOf(before), timeOf(now)],
    [placeOf(before), placeOf(now)],
  ].map(([from, to]) => (from === to ? '' : `Moved from ${from} to ${to}.`));
  return [time, place].filter((part) => part !== '').join('\n');
}
