import {
  paymentCaptured,
  paymentFailed,
  paymentRefunded,
} from '@onsale/contracts/payments/messages';
import { coalesce, inBatches, newMessage, type ServiceContext } from '@onsale/runtime';
import { afterNews, type PaymentRecord } from './payment.js';
import { toState } from './payment-view.js';
import type { ProviderNews } from './provider.js';
import { lockPayments, updatePayments } from './store-payments.js';

/** `unknown`: this service has no such payment. */
type NewsOutcome = 'changed' | 'unchanged' | 'unknown';

/**
 * Takes a provider's news: from its webhook, its answer to the reconciler, or to a refund.
 * Resolves when the payment and the message about it are durable.
 */
export type TakeNews = (news: ProviderNews) => Promise<NewsOutcome>;

const maxBatch = 500;
const maxWaiting = 10_000;

const contracts = {
  captured: paymentCaptured,
  failed: paymentFailed,
  refunded: paymentRefunded,
} as const;

/** The one place where a payment changes after it was recorded. News arriving together go together. */
export function createTakeNews(
  context: Pick<ServiceContext, 'transact' | 'clock' | 'log'> & {
    readonly metrics: Pick<ServiceContext['metrics'], 'count'>;
  },
): TakeNews {
  const { transact, clock, log, metrics } = context;

  async function takeAll(batch: readonly ProviderNews[]): Promise<NewsOutcome[]> {
    const { outcomes, changed } = await transact(async (sql, publish) => {
      const payments = await lockPayments(sql, [...new Set(batch.map((news) => news.paymentId))]);
      const changed = new Map<string, PaymentRecord>();
      const outcomes = batch.map((news): NewsOutcome => {
        const payment = payments.get(news.paymentId);
        if (!payment) return 'unknown';
        const next = afterNews(payment, news);
        if (next === payment) return 'unchanged';
        payments.set(next.id, next);
        changed.set(next.id, next);
        return 'changed';
      });
      const now = clock.now();
      if (changed.size > 0) await updatePayments(sql, [...changed.values()], now);
      for (const payment of changed.values()) {
        if (payment.status === 'processing') continue; // no news leads there
        publish(
          newMessage(contracts[payment.status], {
            subject: payment.id,
            time: now,
            data: toState(payment),
            traceparent: payment.traceparent,
          }),
        );
      }
      return { outcomes, changed };
    });
    for (const { id, orderId, status, failureCode, traceparent } of changed.values()) {
      metrics.count('payments_total', 'Payments by outcome', 1, { status });
      log.info({ paymentId: id, orderId, failureCode, traceparent }, `payment ${status}`);
    }
    return outcomes;
  }

  return coalesce({ run: inBatches(takeAll), maxBatch, maxQueue: maxWaiting });
}
