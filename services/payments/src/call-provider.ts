import type { Tracing } from '@onsale/runtime';
import { ask, type Patience } from './ask.js';
import type { PaymentRecord } from './payment.js';
import type { PaymentProvider } from './provider.js';

/**
 * Asks a payment's provider for one thing, under the trace of the purchase and with a time limit; again
 * when it fails, as `patience` says. Only for calls that can be repeated.
 * @throws what the last attempt threw, or that there is no such provider here
 */
export async function callProvider<T>(
  { tracing, providers }: ProviderCalls,
  payment: Pick<PaymentRecord, 'provider' | 'traceparent'>,
  operation: 'charge' | 'find' | 'refund',
  patience: Patience,
  call: (provider: PaymentProvider, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const provider = providers.get(payment.provider);
  if (!provider) throw new Error(`there is no payment provider ${payment.provider}`);
  return tracing.during(
    `${operation} by ${provider.name}`,
    payment.traceparent,
    () => ask((signal) => call(provider, signal), patience),
    { kind: 'client' },
  );
}

export interface ProviderCalls {
  readonly tracing: Tracing;
  /** By name. */
  readonly providers: ReadonlyMap<string, PaymentProvider>;
}
