import { createWorkQueue, type ServiceContext, type WorkOutcome } from '@onsale/runtime';
import type { ApplyUpdate } from './apply-update.js';
import { callProvider } from './call-provider.js';
import type { PaymentRecord } from './payment.js';
import type { PaymentProvider, PaymentUpdate } from './provider.js';
import { toPayments, unsettledPayments } from './store-payments.js';

const askedAtOnce = 10;
const retryPolicy = { timeoutMs: 5_000, attempts: 1 };
// Longer than a charge can take, including retries.
const lostAfterMs = 30_000;

/**
 * Asks the provider about payments whose outcome is overdue: the process died between recording
 * and charging, a webhook was lost, or the provider did not answer.
 */
export function reconcile(
  context: Pick<ServiceContext, 'database' | 'clock' | 'log' | 'metrics' | 'tracing'>,
  options: {
    readonly providers: ReadonlyMap<string, PaymentProvider>;
    readonly applyUpdate: ApplyUpdate;
    readonly afterSeconds: number;
  },
) {
  const { clock, log, tracing } = context;
  const { providers, applyUpdate, afterSeconds } = options;

  async function settle(payment: PaymentRecord): Promise<WorkOutcome> {
    const { id: paymentId, traceparent } = payment;
    try {
      const found = await callProvider(
        { tracing, providers },
        payment,
        'find',
        retryPolicy,
        (provider, signal) => provider.findPayment(paymentId, signal),
      );
      if (found === 'processing') return 'again';
      const lostAt = new Date(payment.createdAt.getTime() + lostAfterMs);
      if (found === 'unknown' && clock.now() < lostAt) return { againAt: lostAt };
      await applyUpdate(found === 'unknown' ? lostUpdate(payment, clock.now()) : found);
      return 'done';
    } catch (error) {
      log.warn({ err: error, paymentId, traceparent }, 'payment not reconciled: will ask again');
      return 'again';
    }
  }

  return createWorkQueue(context, {
    name: 'reconcile-payments',
    rows: unsettledPayments(afterSeconds),
    everyMs: 1_000,
    batch: 1,
    width: askedAtOnce,
    maxClaimed: 2 * askedAtOnce,
    read: toPayments,
    keyOf: ({ id }) => ({ id }),
    work: (payments) => Promise.all(payments.map(settle)),
  });
}

/**
 * The update for a charge that the provider never received. If it was captured after all, the
 * webhook reports that later, and that wins.
 */
const lostUpdate = ({ id: paymentId }: PaymentRecord, at: Date): PaymentUpdate => ({
  paymentId,
  status: 'failed',
  failureCode: 'provider_unavailable',
  at,
});
