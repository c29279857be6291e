import type { Message } from '@onsale/contracts/message';
import {
  type PaymentState,
  paymentCaptured,
  paymentRefunded,
} from '@onsale/contracts/payments/messages';
import type { Subscription } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';

/** Money came in: the order is paid, or the payment is to go back. */
export const onPaymentCaptured = (changes: ChangeOrders): Subscription => ({
  name: 'orders.payment-captured',
  types: [paymentCaptured.type],
  handle: (messages) =>
    changes.all(
      (messages as Message<string, PaymentState>[]).map(({ data, traceparent }) => ({
        kind: 'capture',
        orderId: data.orderId,
        paymentId: data.paymentId,
        amount: data.amount,
        traceparent,
      })),
    ),
});

/** Money went back, as this service had asked: the order says since when. */
export const onPaymentRefunded = (changes: ChangeOrders): Subscription => ({
  name: 'orders.payment-refunded',
  types: [paymentRefunded.type],
  handle: (messages) =>
    changes.all(
      (messages as Message<string, PaymentState>[]).map(({ data, time, traceparent }) => ({
        kind: 'refunded',
        orderId: data.orderId,
        paymentId: data.paymentId,
        refundedAt: data.refundedAt ?? time,
        traceparent,
      })),
    ),
});
