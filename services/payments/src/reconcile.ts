import type { ServiceContext, Task } from '@onsale/runtime';
import { ask } from './ask.js';
import { inParallel } from './in-parallel.js';
import type { PaymentRecord } from './payment.js';
import type { PaymentProvider, ProviderNews } from './provider.js';
import { claimUnsettled } from './store-payments.js';
import type { TakeNews } from './take-news.js';

const claimedAtOnce = 100;
const askedAtOnce = 10;
const patience = { timeoutMs: 5_000, attempts: 1 };
// Longer than a charge request can be under way, its retries included.
const lostAfterMs = 30_000;

/**
 * Asks the provider about payments whose outcome is overdue: the process died between recording
 * and charging, a webhook was lost, or the provider did not answer.
 */
export const reconcile = (
  context: Pick<ServiceContext, 'database' | 'clock' | 'log' | 'tracing'>,
  options: {
    readonly providers: ReadonlyMap<string, PaymentProvider>;
    readonly takeNews: TakeNews;
    readonly afterSeconds: number;
  },
): Task => ({
  name: 'reconcile-payments',
  everyMs: 1_000,
  async run() {
    const { database, clock } = context;
    for (;;) {
      const { afterSeconds } = options;
      const overdue = await claimUnsettled(database, clock.now(), afterSeconds, claimedAtOnce);
      await inParallel(overdue, askedAtOnce, (payment) => settle(payment, context, options));
      if (overdue.length < claimedAtOnce) return;
    }
  },
});

async function settle(
  payment: PaymentRecord,
  { clock, log, tracing }: Pick<ServiceContext, 'clock' | 'log' | 'tracing'>,
  { providers, takeNews }: Parameters<typeof reconcile>[1],
): Promise<void> {
  const { id: paymentId, traceparent } = payment;
  try {
    const provider = providers.get(payment.provider);
    if (!provider) throw new Error(`there is no payment provider ${payment.provider}`);
    const found = await tracing.during(
      `find by ${provider.name}`,
      traceparent,
      () => ask((signal) => provider.findPayment(paymentId, signal), patience),
      { kind: 'client' },
    );
    const news = found === 'unknown' ? lostNews(payment, clock.now()) : found;
    if (news !== 'processing') await takeNews(news);
  } catch (error) {
    log.warn({ err: error, paymentId, traceparent }, 'payment not reconciled: will ask again');
  }
}

/** The provider never heard of it: given up after a while. If it was captured all the same, the
 * webhook says so later, and that counts. */
function lostNews(payment: PaymentRecord, now: Date): ProviderNews | 'processing' {
  if (now.getTime() - payment.createdAt.getTime() < lostAfterMs) return 'processing';
  const { id: paymentId } = payment;
  return { paymentId, status: 'failed', failureCode: 'provider_unavailable', at: now };
}
