import { without } from '../facts.js';
import type { AsRead } from '../tolerance.js';
import type { OrderState, RefundDue } from './messages.js';

/**
 * What happened to an order.
 * - `placed`: it was made; also a free one, which is paid at once
 * - `expired`: its time was over and it was not paid; it may still be paid later
 * - `cancelled`: by its buyer, or by its event before it was paid
 * - `paid`: its tickets are its buyer's
 * - `refund due`: this payment is to go back, of which there can be several
 * - `refunded`: the tickets of a paid order are taken back
 * - `refund made`: the provider has given this payment back
 */
export type OrderFact =
  | { readonly fact: 'placed' | 'expired' | 'cancelled' | 'paid' | 'refunded' }
  | {
      readonly fact: 'refund due' | 'refund made';
      /** Id of the payment. */
      readonly of: string;
      readonly refund: AsRead<RefundDue>;
    };

/** The part of a state that facts are derived from. */
export type FactsOfOrder = Pick<AsRead<OrderState>, 'status'> &
  Partial<Pick<AsRead<OrderState>, 'paidAt' | 'expiresAt' | 'refunds'>>;

/**
 * Everything that has happened to an order in this state, in the order in which it can have happened.
 * Nothing that happened is ever taken back by a later state, so that states between may be missed: an
 * order that was paid after its time had expired before, whether or not a state says so. Of a
 * status that is not known here, what the other fields say.
 */
export function factsOf({ status, paidAt, expiresAt, refunds = [] }: FactsOfOrder): OrderFact[] {
  const isPaid = status === 'paid' || status === 'refunded' || (paidAt ?? null) !== null;
  const isLate = isPaid && paidAt && expiresAt && Date.parse(paidAt) >= Date.parse(expiresAt);
  const facts: OrderFact[] = [{ fact: 'placed' }];
  if (status === 'expired' || isLate) facts.push({ fact: 'expired' });
  if (status === 'cancelled') facts.push({ fact: 'cancelled' });
  if (isPaid) facts.push({ fact: 'paid' });
  if (status === 'refunded') facts.push({ fact: 'refunded' });
  for (const refund of refunds) facts.push({ fact: 'refund due', of: refund.paymentId, refund });
  for (const refund of refunds) {
    if (refund.refundedAt !== null)
      facts.push({ fact: 'refund made', of: refund.paymentId, refund });
  }
  return facts;
}

/**
 * What happened between two states of an order, of which the first may be none at all. Whatever the
 * two are there is an answer: the facts of the second that are not in the first. So an older state
 * after a newer one holds none, and what lies between far states comes all at once.
 */
export const factsBetween = (before: FactsOfOrder | undefined, after: FactsOfOrder): OrderFact[] =>
  without(factsOf(after), before ? factsOf(before) : []);
