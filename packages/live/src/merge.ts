import type { Availability } from '@onsale/contracts/orders/http';

/**
 * The newer of two readings, ticket type by ticket type: answers may overtake each other on
 * their way. A version counts changes of the stock; the sales window moves without one, so equal
 * versions take what came later.
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
