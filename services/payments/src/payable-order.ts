import type { OrderStatus } from '@onsale/contracts/orders/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import type { Money } from '@onsale/contracts/values';
import { conflict, fromLaterVersion, notFound, type Problem } from '@onsale/runtime';

/** This service's copy of an order. */
export interface PayableOrder {
  readonly id: string;
  readonly version: number;
  readonly status: AsRead<OrderStatus>;
  readonly buyerId: string;
  readonly total: Money;
  readonly expiresAt: Date;
  /** Trace of the request that placed it, if known. */
  readonly traceparent: string | null;
}

/** @returns why this account may not pay for this order now; undefined: it may */
export function whyNotPayable(
  order: PayableOrder | undefined,
  accountId: string,
  now: Date,
): Problem | undefined {
  if (order?.buyerId !== accountId) return notFound('order');
  switch (order.status) {
    case 'paid':
      return order.total.amount === 0
        ? conflict('not_payable', 'This order is free; there is nothing to pay.')
        : alreadyPaid();
    case 'cancelled':
      return conflict('order_cancelled', 'This order was cancelled. Place a new one.');
    case 'refunded':
      return conflict('order_cancelled', 'This order was cancelled and refunded.');
    case 'expired':
      return expired();
    case 'pending':
      if (now >= order.expiresAt) return expired();
      return order.total.amount === 0
        ? conflict('not_payable', 'This order is free; there is nothing to pay.')
        : undefined;
    default:
      // The order may no longer be payable, so nobody is charged.
      return fromLaterVersion();
  }
}

export const alreadyPaid = () => conflict('already_paid', 'This order has already been paid.');

const expired = () =>
  conflict('order_expired', 'Your hold has expired and the tickets are back on sale.');
