import { heard } from '@onsale/contracts/heard';
import { subscription } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';

/** A payment was captured: the order becomes paid, or the payment must be refunded. */
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

/** A refund that this service decided was made: records when in the order. */
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
