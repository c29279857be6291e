import { createWorkQueue, type ServiceContext, type WorkOutcome } from '@onsale/runtime';
import type { ApplyUpdate } from './apply-update.js';
import { callProvider } from './call-provider.js';
import type { PaymentRecord } from './payment.js';
import type { PaymentProvider } from './provider.js';
import { refundsDue, toPayments } from './store-payments.js';

/**
 * Concurrent refunds. Their outcomes are recorded in batches, which saves transactions when an
 * event is cancelled.
 */
const askedAtOnce = 100;
const retryPolicy = { timeoutMs: 5_000, attempts: 1 };

/** Carries out the refunds that `orders` has decided, and retries until the provider confirms. */
export function refundPayments(
  context: Pick<ServiceContext, 'database' | 'clock' | 'log' | 'metrics' | 'tracing'>,
  {
    providers,
    applyUpdate,
  }: {
    readonly providers: ReadonlyMap<string, PaymentProvider>;
    readonly applyUpdate: ApplyUpdate;
  },
) {
  const { log, tracing } = context;

  async function refund(payment: PaymentRecord): Promise<WorkOutcome> {
    const { id: paymentId, traceparent } = payment;
    try {
      const answer = await callProvider(
        { tracing, providers },
        payment,
        'refund',
        retryPolicy,
        (provider, signal) => provider.refund(paymentId, signal),
      );
      if (answer === 'processing') return 'again';
      await applyUpdate(answer);
      return 'done';
    } catch (error) {
      log.warn({ err: error, paymentId, traceparent }, 'refund failed: will try again');
      return 'again';
    }
  }

  return createWorkQueue(context, {
    name: 'refund-payments',
    rows: refundsDue,
    everyMs: 250,
    batch: 1,
    width: askedAtOnce,
    maxClaimed: 2 * askedAtOnce,
    read: toPayments,
    keyOf: ({ id }) => ({ id }),
    work: (payments) => Promise.all(payments.map(refund)),
  });
}
