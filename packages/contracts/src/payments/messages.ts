import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { RefundReason } from '../orders/messages.js';
import { PassedOn } from '../tolerance.js';
import { Id, Instant, Money, Nullable, Version } from '../values.js';

export const PaymentStatus = Type.Enum(['processing', 'captured', 'failed', 'refunded']);
export type PaymentStatus = Static<typeof PaymentStatus>;

/** Why a provider did not take the money. */
export const FailureCode = Type.Enum(['card_declined', 'card_invalid', 'provider_unavailable']);
export type FailureCode = Static<typeof FailureCode>;

export const PaymentState = Type.Object({
  paymentId: Id,
  version: Version,
  orderId: Id,
  status: PaymentStatus,
  provider: Type.String(),
  amount: Money,
  failureCode: Nullable(FailureCode),
  capturedAt: Nullable(Instant),
  /** As received from `orders`. */
  refundReason: Nullable(PassedOn(RefundReason)),
  refundedAt: Nullable(Instant),
});
export type PaymentState = Static<typeof PaymentState>;

export const paymentCaptured = defineMessage('/payments', 'payment.captured', PaymentState);
export const paymentFailed = defineMessage('/payments', 'payment.failed', PaymentState);
export const paymentRefunded = defineMessage('/payments', 'payment.refunded', PaymentState);

export const paymentsMessages = [paymentCaptured, paymentFailed, paymentRefunded] as const;
