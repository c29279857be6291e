import { without } from '../facts.js';
import type { AsRead } from '../tolerance.js';
import type { OrderState, RefundDue } from './messages.js';

/**
 * What happened to an order.
 * - `placed`: the buyer placed it; also a free order, which is paid immediately
 * - `expired`: it was not paid in time; a late payment may still follow
 * - `cancelled`: by its buyer, or by its event before it was paid
 * - `paid`: the buyer has bought its tickets
 * - `refund due`: this payment must be refunded; an order can have several
 * - `refunded`: the buyer has lost the tickets of a paid order
 * - `refund made`: the provider has refunded this payment
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
 * Everything that has happened to an order in this state, in a possible order of events. No later
 * state takes a fact back, so a consumer may miss states in between. An order that was paid after
 * `expiresAt` has expired, even if no state said so. Of a status that this release does not know,
 * the facts follow from the other fields.
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
 * What happened between two states of an order: the facts of the second that are not in the first;
 * `before` is undefined for the first state. There is an answer for any two states. An older state
 * after a newer one adds no facts, and a state far ahead gives all facts in between at once.
 */
export const factsBetween = (before: FactsOfOrder | undefined, after: FactsOfOrder): OrderFact[] =>
  without(factsOf(after), before ? factsOf(before) : []);
