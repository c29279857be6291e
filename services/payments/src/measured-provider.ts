import type { Metrics } from '@onsale/runtime';
import type { PaymentProvider } from './provider.js';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Wraps a provider to measure the duration and outcome of its calls. */
export function measured(provider: PaymentProvider, metrics: Metrics): PaymentProvider {
  const durations = metrics.histograms(
    'provider_request_duration_seconds',
    'Time of a call to a payment provider, by outcome: answered, failed, late',
    buckets,
    ['provider', 'operation', 'outcome'],
  );

  async function time<T>(
    operation: string,
    signal: AbortSignal,
    call: () => Promise<T>,
  ): Promise<T> {
    const startedMs = performance.now();
    let isTold = false;
    const tell = (outcome: 'answered' | 'failed' | 'late') => {
      if (isTold) return;
      isTold = true;
      const seconds = (performance.now() - startedMs) / 1000;
      durations(provider.name, operation, outcome).observe(seconds);
    };
    // The caller has stopped waiting, but the call may never end.
    signal.addEventListener('abort', () => tell('late'), { once: true });
    try {
      const result = await call();
      tell('answered');
      return result;
    } catch (error) {
      tell('failed');
      throw error;
    }
  }

  return {
    name: provider.name,
    isTestCard: (card) => provider.isTestCard(card),
    createPayment: (charge, signal) =>
      time('charge', signal, () => provider.createPayment(charge, signal)),
    findPayment: (paymentId, signal) =>
      time('find', signal, () => provider.findPayment(paymentId, signal)),
    refund: (paymentId, signal) => time('refund', signal, () => provider.refund(paymentId, signal)),
    readWebhook: (body, headers) => provider.readWebhook(body, headers),
  };
}
