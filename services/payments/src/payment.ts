import type { RefundReason } from '@onsale/contracts/orders/messages';
import type { FailureCode, PaymentStatus } from '@onsale/contracts/payments/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import type { Money } from '@onsale/contracts/values';
import type { Marks } from './card-attempts.js';
import type { PaymentUpdate } from './provider.js';

/** One attempt to pay for an order, as this service records it. */
export interface PaymentRecord {
  readonly id: string;
  readonly version: number;
  readonly orderId: string;
  readonly buyerId: string;
  readonly provider: string;
  readonly status: PaymentStatus;
  /** The requested amount; once captured, the amount that the provider took. */
  readonly amount: Money;
  readonly failureCode: FailureCode | null;
  readonly createdAt: Date;
  readonly capturedAt: Date | null;
  /** Not null: `orders` has decided to refund it. */
  readonly refundReason: AsRead<RefundReason> | null;
  readonly refundedAt: Date | null;
  /** Keys for counting failures, see `Marks`. Never read back. */
  readonly marks?: Marks;
  /** Trace of its purchase, for logs and messages. */
  readonly traceparent: string;
}

/**
 * The life of a payment: `processing` → `captured` | `failed`, `captured` → `refunded`, and
 * `failed` → `captured`, because we may have given up too early, and captured money must never be
 * overlooked. An old, repeated or reordered update changes nothing.
 * @returns the payment itself if nothing changes
 */
export function afterUpdate(payment: PaymentRecord, update: PaymentUpdate): PaymentRecord {
  const next = { ...payment, version: payment.version + 1, status: update.status };
  switch (update.status) {
    case 'captured':
      return payment.capturedAt === null
        ? { ...next, amount: update.amount, capturedAt: update.at, failureCode: null }
        : payment;
    case 'failed':
      return payment.status === 'processing'
        ? { ...next, failureCode: update.failureCode }
        : payment;
    case 'refunded':
      return payment.status === 'captured' && payment.refundReason !== null
        ? { ...next, refundedAt: update.at }
        : payment;
  }
}
