import type { Card } from '@onsale/contracts/payments/http';
import type { FailureCode } from '@onsale/contracts/payments/messages';
import type { Money } from '@onsale/contracts/values';

/** An update of a payment from its provider, by webhook or in an answer. */
export type PaymentUpdate = { readonly paymentId: string; readonly at: Date } & (
  | { readonly status: 'captured'; readonly amount: Money }
  | { readonly status: 'failed'; readonly failureCode: FailureCode }
  | { readonly status: 'refunded' }
);

export interface Charge {
  /** Also the idempotency key: the provider charges it only once. */
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  /** When the hold of the order ends, for providers whose payments can expire. */
  readonly expiresAt: Date;
  /** Passed to the provider; never stored, never logged. */
  readonly card: Card;
}

/** A webhook that is not from the provider, or is too old. */
export class UntrustedWebhook extends Error {
  override readonly name = 'UntrustedWebhook';
}

/**
 * A payment provider. Every call is idempotent, and may reject when its outcome is unknown; the
 * reconciler and the refund queue then retry.
 */
export interface PaymentProvider {
  /** Its name in the path of the webhook and in messages: `[a-z]{1,20}`. */
  readonly name: string;
  /** Whether the card is a documented test number that belongs to nobody. */
  isTestCard(card: Card): boolean;
  /**
   * Charges the card. Resolves when the provider has the request; the outcome comes as an update.
   */
  createPayment(charge: Charge, signal: AbortSignal): Promise<void>;
  /** `unknown`: the provider never received the request. */
  findPayment(
    paymentId: string,
    signal: AbortSignal,
  ): Promise<PaymentUpdate | 'processing' | 'unknown'>;
  /** Refunds the whole captured amount. `processing`: the outcome comes as an update. */
  refund(paymentId: string, signal: AbortSignal): Promise<PaymentUpdate | 'processing'>;
  /**
   * Verifies and reads a webhook.
   * @returns its updates; none if it is genuine but irrelevant
   * @throws UntrustedWebhook
   */
  readWebhook(
    body: Uint8Array,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): readonly PaymentUpdate[];
}
