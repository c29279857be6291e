import type { Order, placeOrder as placeOrderRoute } from '@onsale/contracts/orders/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';
import type { PickedLine } from './order-form';

export interface HoldProblem {
  readonly title: string;
  readonly detail: string;
}

export const nothingPicked: HoldProblem = {
  title: 'No tickets selected.',
  detail: 'Choose how many tickets you want, then try again.',
};

/** The field of an event's address that says why nothing was held after signing in. */
export const refusedField = 'refused';

export const tooFewTitle = 'Too few tickets selected.';

/** Holds the picked tickets. @returns the order, or why there is none */
export async function placeOrder(
  call: Caller,
  eventId: string,
  lines: readonly PickedLine[],
  idempotencyKey: string,
): Promise<Order | ApiError> {
  try {
    return await call<typeof placeOrderRoute>({
      method: 'POST',
      path: '/api/orders',
      headers: { 'idempotency-key': idempotencyKey },
      body: { eventId, lines: [...lines] },
    });
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** The page where a held order is paid, or where any other order is explained. */
export const orderPath = ({ id, status }: Order): string =>
  status === 'pending' ? `/checkout/${id}` : `/orders/${id}`;

/** Why there is no order, for its buyer. */
export function holdProblem(error: ApiError): HoldProblem {
  // The form can only send too much; the API says so in the words of programs.
  const detail =
    error.code === 'invalid_request' ? 'Choose fewer tickets, then try again.' : error.detail;
  return { title: titleOf(error.code), detail };
}

/** The same after signing in, from the address: only the code, as anyone can write an address. */
export const refusedProblem = (code: string): HoldProblem => ({
  title: titleOf(code),
  detail: 'Nothing is held yet. Check your selection, then try again.',
});

function titleOf(code: string): string {
  switch (code) {
    case 'sold_out':
      return 'Someone got there first.';
    case 'price_changed':
      return 'The price has changed.';
    case 'over_limit':
    case 'invalid_request':
      return 'That’s more than one person can buy.';
    case 'under_minimum':
      return tooFewTitle;
    case 'too_many_unpaid_orders':
      return 'You already have unpaid tickets.';
    case 'too_many_abandoned_orders':
      return 'Too many orders have gone unpaid.';
    case 'sale_not_open':
      return 'Not on sale yet.';
    case 'sale_paused':
      return 'Sales are paused.';
    case 'sale_closed':
      return 'Sales have closed.';
    case 'event_cancelled':
      return 'This event has been cancelled.';
    case 'too_many_requests':
    case 'overloaded':
      return 'Many people are buying right now. Your selection is kept; try again in a moment.';
    default:
      return 'We couldn’t hold your tickets.';
  }
}
