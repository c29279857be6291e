import type { Card } from '@onsale/contracts/payments/http';
import type { FailureCode } from '@onsale/contracts/payments/messages';
import type { Money } from '@onsale/contracts/values';

/** What a provider says became of a payment, whichever way it was learnt. */
export type PaymentUpdate = { readonly paymentId: string; readonly at: Date } & (
  | { readonly status: 'captured'; readonly amount: Money }
  | { readonly status: 'failed'; readonly failureCode: FailureCode }
  | { readonly status: 'refunded' }
);

export interface Charge {
  /** Also the idempotency key: the provider charges once, however often it is asked. */
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  /** When the order's hold ends, for providers that let a payment lapse. */
  readonly expiresAt: Date;
  /** Passed through to the provider; never kept, never logged. */
  readonly card: Card;
}

/** A webhook that is not the provider's, or is too old to be trusted. */
export class UntrustedWebhook extends Error {
  override readonly name = 'UntrustedWebhook';
}

/**
 * Someone who moves money. Every call can be repeated without harm, and may reject when the
 * outcome is not known; the reconciler and the refund worker then ask again.
 */
export interface PaymentProvider {
  /** As in the webhook's path and in the messages: `[a-z]{1,20}`. */
  readonly name: string;
  /** A documented number for trying things out, which is nobody's card. */
  isTestCard(card: Card): boolean;
  /** Asks for the money. Resolves when the provider has the request; the outcome comes as an update. */
  createPayment(charge: Charge, signal: AbortSignal): Promise<void>;
  /** `unknown`: the provider never got the request. */
  findPayment(
    paymentId: string,
    signal: AbortSignal,
  ): Promise<PaymentUpdate | 'processing' | 'unknown'>;
  /** Gives the whole captured amount back. `processing`: the rest comes as an update. */
  refund(paymentId: string, signal: AbortSignal): Promise<PaymentUpdate | 'processing'>;
  /**
   * Reads a webhook, signature first.
   * @returns the updates it brings; none when it is genuine and of no interest here
   * @throws UntrustedWebhook
   */
  readWebhook(
    body: Uint8Array,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): readonly PaymentUpdate[];
}
