import type { Tracing } from '@onsale/runtime';
import { callWithRetry, type RetryPolicy } from './call-with-retry.js';
import type { PaymentRecord } from './payment.js';
import type { PaymentProvider } from './provider.js';

/**
 * Calls the provider of a payment, in the trace of the purchase, with the timeout and retries of
 * `policy`. Only for idempotent calls.
 * @throws the error of the last attempt, or an Error if there is no such provider
 */
export async function callProvider<T>(
  { tracing, providers }: ProviderCalls,
  payment: Pick<PaymentRecord, 'provider' | 'traceparent'>,
  operation: 'charge' | 'find' | 'refund',
  policy: RetryPolicy,
  call: (provider: PaymentProvider, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const provider = providers.get(payment.provider);
  if (!provider) throw new Error(`there is no payment provider ${payment.provider}`);
  return tracing.during(
    `${operation} by ${provider.name}`,
    payment.traceparent,
    () => callWithRetry((signal) => call(provider, signal), policy),
    { kind: 'client' },
  );
}

export interface ProviderCalls {
  readonly tracing: Tracing;
  /** By name. */
  readonly providers: ReadonlyMap<string, PaymentProvider>;
}
