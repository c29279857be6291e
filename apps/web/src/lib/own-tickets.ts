import type { TicketType } from '@onsale/contracts/catalog/http';
import type { getOwnTickets } from '@onsale/contracts/orders/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';
import type { Picked } from './order-form';

/** How many tickets of each ticket type of an event the visitor holds or has bought. */
export type Own = Readonly<Record<string, number>>;

/** Empty when nobody is signed in, or on failure: the hold checks the limit in any case. */
export async function readOwn(call: Caller, eventId: string): Promise<Own> {
  try {
    const { ticketTypes } = await call<typeof getOwnTickets>({
      method: 'GET',
      path: '/api/events/:id/own-tickets',
      params: { id: eventId },
    });
    return Object.fromEntries(ticketTypes.map((one) => [one.ticketTypeId, one.quantity]));
  } catch (error) {
    if (error instanceof ApiError) return {};
    throw error;
  }
}

export const sumOf = (counts: Own): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/**
 * How many of a ticket type a person may pick, by its own limit and the event's for all together.
 * @param eventLimit null: there is none
 */
export function mostForPerson(
  type: Pick<TicketType, 'id' | 'perPersonLimit'>,
  eventLimit: number | null,
  own: Own,
  picked: Picked,
): number {
  const ofType = type.perPersonLimit - (own[type.id] ?? 0);
  if (eventLimit === null) return Math.max(0, ofType);
  const others = sumOf(own) + sumOf(picked) - (picked[type.id] ?? 0);
  return Math.max(0, Math.min(ofType, eventLimit - others));
}
