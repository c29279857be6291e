import type { Availability } from '@onsale/contracts/orders/http';

/**
 * The newer of two states, ticket type by ticket type, because answers can overtake each other. The
 * version counts changes of the stock only, so of two equal versions the later arrival wins: the
 * sales window may have opened or closed.
 */
export function mergeAvailability(known: Availability | null, heard: Availability): Availability {
  if (!known) return heard;
  const [older, newer] = isOlderEvent(heard, known) ? [heard, known] : [known, heard];
  const others = new Map(older.ticketTypes.map((one) => [one.ticketTypeId, one]));
  return {
    ...newer,
    ticketTypes: newer.ticketTypes.map((one) => {
      const other = others.get(one.ticketTypeId);
      return other && other.version > one.version ? other : one;
    }),
  };
}

const isOlderEvent = (one: Availability, other: Availability): boolean =>
  (one.eventVersion ?? 0) < (other.eventVersion ?? 0);
