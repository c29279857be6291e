import type { Message } from '@onsale/contracts/message';
import {
  type PaymentState,
  paymentCaptured,
  paymentRefunded,
} from '@onsale/contracts/payments/messages';
import { newMessage } from '@onsale/runtime';
import type { CapturedPayment } from './books.js';

/** The message that the provider has captured the money. */
export const captured = (payment: CapturedPayment, time: Date): Message =>
  newMessage(paymentCaptured, {
    subject: payment.paymentId,
    time,
    data: { ...stateOf(payment, time), version: 2, status: 'captured' },
  });

/** The message that the provider has refunded it. */
export const refunded = (payment: CapturedPayment, time: Date): Message =>
  newMessage(paymentRefunded, {
    subject: payment.paymentId,
    time,
    data: {
      ...stateOf(payment, time),
      version: 3,
      status: 'refunded',
      refundedAt: time.toISOString(),
    },
  });

const stateOf = (
  { paymentId, orderId, amount, currency }: CapturedPayment,
  time: Date,
): Omit<PaymentState, 'version' | 'status'> => ({
  paymentId,
  orderId,
  provider: 'sandbox',
  amount: { amount, currency },
  failureCode: null,
  capturedAt: time.toISOString(),
  refundReason: null,
  refundedAt: null,
});
