import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { UnknownMember } from '@onsale/contracts/tolerance';

type RefundReason = Order['refunds'][number]['reason'];

/** The outcome of an order, for its buyer. */
export type Outcome =
  /** The buyer has not paid yet and still can. `failure`: why the last try failed. */
  | { readonly kind: 'payable'; readonly failure: Payment['failureCode'] }
  /** Money may be on its way, so nothing is decided. `late`: the hold has ended meanwhile. */
  | { readonly kind: 'processing'; readonly late: boolean }
  /** Bought; `issued` of `expected` tickets exist. `late`: paid after the hold had ended. */
  | {
      readonly kind: 'paid';
      readonly issued: number;
      readonly expected: number;
      readonly late: boolean;
    }
  /** The money goes back, or went back at `refundedAt`. */
  | {
      readonly kind: 'refund';
      readonly reason: RefundReason;
      readonly refundedAt: string | null;
    }
  /** Nothing bought and nothing paid. */
  | { readonly kind: 'expired' | 'cancelled' };

/**
 * Combines the answers of the services, which learn about each other a moment later.
 * @param payments newest first
 * @param issued tickets that exist by now
 */
export function outcomeOf(
  order: Order,
  payments: readonly Payment[],
  issued: number,
  nowMs: number,
): Outcome {
  const [latest] = payments;
  const expected = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const overdue = nowMs >= Date.parse(order.expiresAt);
  if (order.status === 'paid') {
    const late = order.paidAt !== null && order.paidAt > order.expiresAt;
    return { kind: 'paid', issued, expected, late };
  }
  const refund = order.refunds.at(-1);
  if (refund) return { kind: 'refund', reason: refund.reason, refundedAt: refund.refundedAt };
  // Captured, but `orders` has not yet decided between tickets and a refund.
  if (latest?.status === 'processing' || latest?.status === 'captured') {
    return { kind: 'processing', late: overdue || order.status === 'expired' };
  }
  if (order.status === 'refunded') {
    return { kind: 'refund', reason: 'event_cancelled', refundedAt: null };
  }
  if (order.status === 'cancelled') return { kind: 'cancelled' };
  if (order.status === 'expired' || overdue) return { kind: 'expired' };
  return { kind: 'payable', failure: latest?.status === 'failed' ? latest.failureCode : null };
}

/** Whether the outcome may still change, so that the page should look again. */
export function isUnsettled(outcome: Outcome): boolean {
  if (outcome.kind === 'processing') return true;
  if (outcome.kind === 'paid') return outcome.issued < outcome.expected;
  return outcome.kind === 'refund' && outcome.refundedAt === null;
}

const refundReasons: Record<Exclude<RefundReason, UnknownMember>, string> = {
  sold_out:
    'Your payment arrived after your hold had expired, and the tickets had been sold by then.',
  order_cancelled: 'Your payment arrived after you had cancelled this order.',
  paid_twice: 'This order was already paid, so we’re refunding the second payment.',
  wrong_amount: 'The amount we received didn’t match the price of your order.',
  event_cancelled: 'The organiser has cancelled the event.',
  over_limit:
    'Your payment arrived after your hold had expired, and by then you had as many tickets as one person may have.',
};

/** The refund reason as a sentence for the buyer. A later version may know more reasons. */
export const refundSentence = (reason: RefundReason): string =>
  (refundReasons as Partial<Record<string, string>>)[reason] ?? 'This payment will be refunded.';

/** Why a payment failed, and what to do. */
export const failureReasons: Record<NonNullable<Payment['failureCode']>, string> = {
  card_declined: 'Your bank declined the card. Nothing was charged. Try again or use another card.',
  card_invalid:
    'The card wasn’t accepted. Nothing was charged. Check the number, expiry date and security code.',
  provider_unavailable:
    'The payment provider couldn’t be reached. Nothing was charged. Try again in a moment.',
};
