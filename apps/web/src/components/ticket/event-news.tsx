import type { Order } from '@onsale/contracts/orders/http';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { formatLongDate, formatSpan, zoneName } from '../../lib/dates';
import type { OrderedEvent } from '../../lib/load-order';
import { Notice } from '../ui/notice';

type TicketEvent = Ticket['event'];
type Plan = Pick<TicketEvent, 'startsAt' | 'endsAt' | 'timeZone' | 'venueName' | 'venueAddress'>;

/** The event for its buyer, with the date and place from the time of the order. */
export const asOrdered = (event: OrderedEvent | null, order: Order): TicketEvent | null =>
  event && { ...event, movedFrom: order.movedFrom ?? null };

/** Says that the event was cancelled, and why, or has moved since the order. */
export function EventNews({ event, locale }: { event: TicketEvent; locale: string }) {
  if (event.status === 'cancelled') {
    return (
      <Notice kind="bad" title="The organiser has cancelled this event.">
        {event.cancellationReason && <p className="wrap-anywhere">{event.cancellationReason}</p>}
      </Notice>
    );
  }
  return event.movedFrom ? <Moved from={event.movedFrom} to={event} locale={locale} /> : null;
}

function Moved({ from, to, locale }: { from: Plan; to: Plan; locale: string }) {
  const times = [timeOf(from, locale), timeOf(to, locale)] as const;
  const places = [placeOf(from), placeOf(to)] as const;
  const hasTime = times[0] !== times[1];
  const hasPlace = places[0] !== places[1];
  if (!hasTime && !hasPlace) return null;
  return (
    <Notice kind="warn" title={titleOf(hasTime, hasPlace)}>
      {hasTime && <MovedLine words={times} />}
      {hasPlace && <MovedLine words={places} />}
    </Notice>
  );
}

const titleOf = (hasTime: boolean, hasPlace: boolean) => {
  if (hasTime && hasPlace) return 'This event has a new time and place.';
  return hasTime ? 'This event has a new time.' : 'This event has a new place.';
};

const MovedLine = ({ words: [from, to] }: { words: readonly [string, string] }) => (
  <p className="figures wrap-anywhere">
    Moved from <bdi>{from}</bdi> to <bdi className="font-semibold">{to}</bdi>.
  </p>
);

const timeOf = ({ startsAt, endsAt, timeZone }: Plan, locale: string) =>
  `${formatLongDate(startsAt, timeZone, locale)}, ${formatSpan(startsAt, endsAt, timeZone, locale)} ${zoneName(startsAt, timeZone, locale)}`;

const placeOf = ({ venueName, venueAddress }: Plan) =>
  [venueName, venueAddress].filter((part) => part !== '').join(', ');
