import type { ServiceContext, Task } from '@onsale/runtime';
import { ask } from './ask.js';
import { inParallel } from './in-parallel.js';
import type { PaymentRecord } from './payment.js';
import type { PaymentProvider } from './provider.js';
import { claimRefunds } from './store-payments.js';
import type { TakeNews } from './take-news.js';

const claimedAtOnce = 500;
/** What is asked together is recorded together: a cancelled event is a few hundred transactions less. */
const askedAtOnce = 100;
const patience = { timeoutMs: 5_000, attempts: 1 };

/** Gives back what `orders` decided to give back, and does not rest until the provider has. */
export const refundPayments = (
  context: Pick<ServiceContext, 'database' | 'clock' | 'log' | 'tracing'>,
  options: {
    readonly providers: ReadonlyMap<string, PaymentProvider>;
    readonly takeNews: TakeNews;
  },
): Task => ({
  name: 'refund-payments',
  everyMs: 250,
  async run() {
    for (;;) {
      const due = await claimRefunds(context.database, context.clock.now(), claimedAtOnce);
      await inParallel(due, askedAtOnce, (payment) => refund(payment, context, options));
      if (due.length < claimedAtOnce) return;
    }
  },
});

async function refund(
  payment: PaymentRecord,
  { log, tracing }: Pick<ServiceContext, 'log' | 'tracing'>,
  { providers, takeNews }: Parameters<typeof refundPayments>[1],
): Promise<void> {
  const { id: paymentId, traceparent } = payment;
  try {
    const provider = providers.get(payment.provider);
    if (!provider) throw new Error(`there is no payment provider ${payment.provider}`);
    const answer = await tracing.during(
      `refund by ${provider.name}`,
      traceparent,
      () => ask((signal) => provider.refund(paymentId, signal), patience),
      { kind: 'client' },
    );
    if (answer !== 'processing') await takeNews(answer);
  } catch (error) {
    log.warn({ err: error, paymentId, traceparent }, 'refund failed: will try again');
  }
}
