import type { Payment } from '@onsale/contracts/payments/http';
import type { PaymentState } from '@onsale/contracts/payments/messages';
import type { PaymentRecord } from './payment.js';

const instant = (date: Date | null) => date?.toISOString() ?? null;

/** The payment as its buyer sees it. */
export const toPayment = (payment: PaymentRecord): Payment => ({
  id: payment.id,
  orderId: payment.orderId,
  status: payment.status,
  amount: payment.amount,
  failureCode: payment.failureCode,
  createdAt: payment.createdAt.toISOString(),
  capturedAt: instant(payment.capturedAt),
  refund:
    payment.refundReason === null
      ? null
      : { reason: payment.refundReason, refundedAt: instant(payment.refundedAt) },
});

/** The payment as the other services receive it. */
export const toState = (payment: PaymentRecord): PaymentState => ({
  paymentId: payment.id,
  version: payment.version,
  orderId: payment.orderId,
  status: payment.status,
  provider: payment.provider,
  amount: payment.amount,
  failureCode: payment.failureCode,
  capturedAt: instant(payment.capturedAt),
  refundReason: payment.refundReason,
  refundedAt: instant(payment.refundedAt),
});
