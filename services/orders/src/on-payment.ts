import { heard } from '@onsale/contracts/heard';
import { subscription } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';

/** Money came in: the order is paid, or the payment is to go back. */
export const onPaymentCaptured = (changes: ChangeOrders) =>
  subscription({
    name: 'orders.payment-captured',
    to: heard['orders.payment-captured'],
    handle: (messages) =>
      changes.all(
        messages.map(({ data, traceparent }) => ({
          kind: 'capture',
          orderId: data.orderId,
          paymentId: data.paymentId,
          amount: data.amount,
          traceparent,
        })),
      ),
  });

/** Money went back, as this service had asked: the order says since when. */
export const onPaymentRefunded = (changes: ChangeOrders) =>
  subscription({
    name: 'orders.payment-refunded',
    to: heard['orders.payment-refunded'],
    handle: (messages) =>
      changes.all(
        messages.map(({ data, time, traceparent }) => ({
          kind: 'refunded',
          orderId: data.orderId,
          paymentId: data.paymentId,
          refundedAt: data.refundedAt ?? time,
          traceparent,
        })),
      ),
  });
