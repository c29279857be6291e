import type { OrderState, RefundDue } from '@onsale/contracts/orders/messages';
import type { Money } from '@onsale/contracts/values';
import { findShortage, moveLines, type Sharing } from './pools.js';
import type { Stock, StockBucket } from './stock.js';

/** Something that may change an existing order. Repeating any of them is harmless. */
export type Trigger = { readonly orderId: string; readonly traceparent?: string | undefined } & (
  | { readonly kind: 'cancel' }
  | { readonly kind: 'expire' }
  | { readonly kind: 'capture'; readonly paymentId: string; readonly amount: Money }
  | { readonly kind: 'refunded'; readonly paymentId: string; readonly refundedAt: string }
  | { readonly kind: 'event-cancelled' }
);

/** The facts for a decision, in addition to the order. */
export interface Circumstances {
  readonly now: Date;
  /** Pools by id. */
  readonly stock: ReadonlyMap<string, Stock>;
  /** The pool of each ticket type; one that is missing sells its own places. */
  readonly sharings: ReadonlyMap<string, Sharing>;
  readonly eventCancelled: boolean;
  /** Whether paying this order late would exceed a limit of its buyer. */
  readonly wouldBeTooMuch?: (order: OrderState) => boolean;
}

/** The order and its stock afterwards. `undefined`: the trigger changes nothing. */
export type Change = { readonly order: OrderState; readonly stock: Stock[] } | undefined;

/** The life of an order after it was placed, in one place. No I/O, no clock. */
export function decide(order: OrderState, trigger: Trigger, circumstances: Circumstances): Change {
  switch (trigger.kind) {
    case 'cancel':
      return order.status === 'pending'
        ? change(order, circumstances, { status: 'cancelled' }, 'held', 'available')
        : undefined;
    case 'expire':
      return order.status === 'pending' && circumstances.now >= new Date(order.expiresAt)
        ? change(order, circumstances, { status: 'expired' }, 'held', 'available')
        : undefined;
    case 'capture':
      return decideCapture(order, trigger, circumstances);
    case 'event-cancelled':
      if (order.status === 'pending') {
        return change(order, circumstances, { status: 'cancelled' }, 'held', 'available');
      }
      return order.status === 'paid' ? refundPaid(order, circumstances) : undefined;
    case 'refunded':
      return confirmRefund(order, trigger, circumstances);
  }
}

function decideCapture(
  order: OrderState,
  capture: Extract<Trigger, { kind: 'capture' }>,
  circumstances: Circumstances,
): Change {
  const known =
    order.paymentId === capture.paymentId ||
    order.refunds.some((refund) => refund.paymentId === capture.paymentId);
  if (known) return undefined;

  const giveBack = (reason: RefundDue['reason'], status = order.status): Change => {
    const refund = {
      paymentId: capture.paymentId,
      amount: capture.amount,
      reason,
      decidedAt: circumstances.now.toISOString(),
      refundedAt: null,
    };
    const fields = { status, refunds: [...order.refunds, refund] };
    return order.status === 'pending' && status === 'cancelled'
      ? change(order, circumstances, fields, 'held', 'available')
      : change(order, circumstances, fields);
  };

  if (order.status === 'paid' || order.status === 'refunded') return giveBack('paid_twice');
  if (circumstances.eventCancelled) {
    return giveBack('event_cancelled', order.status === 'pending' ? 'cancelled' : order.status);
  }
  if (order.status === 'cancelled') return giveBack('order_cancelled');
  const { total } = order;
  if (capture.amount.amount !== total.amount || capture.amount.currency !== total.currency) {
    return giveBack('wrong_amount');
  }
  const now = circumstances.now.toISOString();
  const paid = {
    status: 'paid',
    // Never before `expiresAt` for an expired order, even if the clock of this process is slow:
    // `paidAt` tells that it had expired.
    paidAt: order.status === 'expired' && now < order.expiresAt ? order.expiresAt : now,
    paymentId: capture.paymentId,
  } as const;
  if (order.status === 'pending') return change(order, circumstances, paid, 'held', 'sold');
  // Paid after the hold had expired: sells the tickets if all are still available and within the
  // limits of the buyer.
  if (circumstances.wouldBeTooMuch?.(order)) return giveBack('over_limit');
  return findShortage(order.lines, circumstances.stock, circumstances.sharings)
    ? giveBack('sold_out')
    : change(order, circumstances, paid, 'available', 'sold');
}

function refundPaid(order: OrderState, circumstances: Circumstances): Change {
  const refunds = [...order.refunds];
  if (order.paymentId !== null) {
    refunds.push({
      paymentId: order.paymentId,
      amount: order.total,
      reason: 'event_cancelled',
      decidedAt: circumstances.now.toISOString(),
      refundedAt: null,
    });
  }
  return change(order, circumstances, { status: 'refunded', refunds }, 'sold', 'available');
}

function confirmRefund(
  order: OrderState,
  trigger: Extract<Trigger, { kind: 'refunded' }>,
  circumstances: Circumstances,
): Change {
  const waits = (refund: RefundDue) =>
    refund.paymentId === trigger.paymentId && refund.refundedAt === null;
  if (!order.refunds.some(waits)) return undefined;
  const refunds = order.refunds.map((refund) =>
    waits(refund) ? { ...refund, refundedAt: trigger.refundedAt } : refund,
  );
  return change(order, circumstances, { refunds });
}

function change(
  order: OrderState,
  circumstances: Circumstances,
  fields: Partial<OrderState>,
  from?: StockBucket,
  to?: StockBucket,
): Change {
  const stock =
    from && to ? moveLines(order.lines, circumstances.stock, circumstances.sharings, from, to) : [];
  return { order: { ...order, ...fields, version: order.version + 1 }, stock };
}
