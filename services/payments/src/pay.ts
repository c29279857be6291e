import { type RateLimit, rates } from '@onsale/contracts/limits';
import type { Card } from '@onsale/contracts/payments/http';
import * as contracts from '@onsale/contracts/payments/http';
import {
  coalesce,
  conflict,
  type Logger,
  newId,
  type Problem,
  readTogether,
  route,
  type ServiceContext,
  tooManyRequests,
} from '@onsale/runtime';
import { callProvider } from './call-provider.js';
import type { CardAttempts, Marks } from './card-attempts.js';
import type { OrderFinder } from './find-order.js';
import { alreadyPaid, type PayableOrder, whyNotPayable } from './payable-order.js';
import type { PaymentRecord } from './payment.js';
import { toPayment } from './payment-view.js';
import type { PaymentProvider } from './provider.js';
import { insertPayments, readPayments, withdrawPayments } from './store-payments.js';

type PayContext = Pick<ServiceContext, 'database' | 'clock' | 'limits' | 'tracing' | 'waits'>;

export interface PayOptions {
  readonly finder: OrderFinder;
  readonly provider: PaymentProvider;
  readonly attempts: CardAttempts;
  readonly reconcileAfterSeconds: number;
}

const maxBatch = 500;
const maxWaiting = 5_000;
const retryPolicy = { timeoutMs: 4_000, attempts: 2 };

/**
 * `POST /api/payments`: records the payment durably, then charges at the provider. The outcome
 * comes by webhook, whatever the provider answers to the charge. A caller that prefers to wait gets
 * the answer when the outcome is known.
 */
export function pay(
  context: PayContext,
  { finder, provider, attempts, reconcileAfterSeconds }: PayOptions,
) {
  const { database, clock, limits, tracing, waits } = context;
  const calls = { tracing, providers: new Map([[provider.name, provider]]) };
  const record = coalesce<PaymentRecord, PaymentRecord>({
    run: (payments) => recordAll(context, payments, reconcileAfterSeconds),
    maxBatch,
    maxQueue: maxWaiting,
  });
  const readAgain = readTogether(async (ids: readonly string[]) => {
    const found = await readPayments(database, ids);
    return ids.map((id) => found.get(id));
  });

  async function take(key: string, { max, windowSeconds }: RateLimit): Promise<void> {
    const waitSeconds = await limits.take(key, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
  }

  /** Records the payment and asks for the money, under the trace of the purchase. */
  async function charge(
    paymentId: string,
    order: PayableOrder,
    card: Card,
    marks: Marks,
    traceparent: string,
    log: Logger,
  ): Promise<PaymentRecord> {
    const payment = await record({
      ...newPayment(paymentId, order, provider.name, clock.now(), traceparent),
      marks,
    });
    const ids = { paymentId, orderId: order.id };
    log.info({ ...ids, traceparent }, 'payment recorded');
    const { amount } = payment;
    const asked = { ...ids, amount, expiresAt: order.expiresAt, card };
    try {
      await callProvider(calls, payment, 'charge', retryPolicy, (asks, signal) =>
        asks.createPayment(asked, signal),
      );
    } catch (error) {
      // Whether it was charged is unknown; the reconciler will find out. Only the name of the error
      // is logged, because its message may contain the card.
      log.warn({ ...ids, traceparent, reason: nameOf(error) }, 'payment provider did not answer');
    }
    return payment;
  }

  return route(contracts.pay, async (request) => {
    const { body, session, address, traceparent, log } = request;
    const order = await finder.find(body.orderId, session.accountId);
    const refusal = whyNotPayable(order, session.accountId, clock.now());
    if (!order || refusal) throw refusal;
    // First: a payment that waits for a place looks for it again and again.
    await take(`pay:${order.id}`, rates.cardsOfOrder);
    const marks = attempts.mark(body.card, address, provider.isTestCard(body.card));
    const paymentId = newId();
    await attempts.begin({ paymentId, buyerId: session.accountId, ...marks });
    const withdraw = (error: unknown) => {
      attempts.end(paymentId);
      throw error;
    };
    if (marks.cardMark !== null) {
      await take(`card:${marks.cardMark}`, rates.paymentsOfCard).catch(withdraw);
    }

    let payment: PaymentRecord | undefined;
    const pay = () =>
      tracing.during(
        'pay',
        order.traceparent ?? traceparent,
        (purchase) => charge(paymentId, order, body.card, marks, purchase, log),
        { links: [traceparent] },
      );
    const { answer, headers } = await waits.until({
      request,
      id: order.id,
      // Charges within the wait, because the outcome may arrive before the answer of the provider.
      async read() {
        // If the recorded payment cannot be read again, its first state is the answer.
        const again = payment && (await readAgain(payment.id).catch(() => undefined));
        payment = again ?? payment ?? (await pay().catch(withdraw));
        return payment;
      },
      isThere: ({ status }) => status !== 'processing',
    });
    return { status: 202, body: toPayment(answer), headers };
  });
}

const newPayment = (
  id: string,
  order: PayableOrder,
  provider: string,
  now: Date,
  traceparent: string,
): PaymentRecord => ({
  id,
  version: 1,
  orderId: order.id,
  buyerId: order.buyerId,
  provider,
  status: 'processing',
  amount: order.total,
  failureCode: null,
  createdAt: now,
  capturedAt: null,
  refundReason: null,
  refundedAt: null,
  traceparent,
});

async function recordAll(
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  payments: readonly PaymentRecord[],
  reconcileAfterSeconds: number,
): Promise<(PaymentRecord | Problem)[]> {
  const firstCheckAt = new Date(clock.now().getTime() + reconcileAfterSeconds * 1000);
  const { answers } = await database.transaction(async (sql) => {
    // Insert first, then check: an earlier payment is either still processing and conflicts with
    // the insert, or its outcome is committed and the second statement sees it.
    const answers = Promise.all([
      insertPayments(sql, payments, firstCheckAt),
      withdrawPayments(
        sql,
        payments.map((payment) => payment.id),
      ),
    ]);
    answers.catch(() => undefined); // the transaction then fails too
    return { answers }; // not awaited, so that the commit is sent with them
  });
  const [recorded, withdrawn] = await answers;
  return payments.map((payment) => {
    if (withdrawn.has(payment.id)) return alreadyPaid();
    return recorded.has(payment.id) ? payment : paymentInProgress();
  });
}

const paymentInProgress = () =>
  conflict(
    'payment_in_progress',
    'A payment for this order is being confirmed. Wait for it before you try again.',
  );

const nameOf = (error: unknown) => (error instanceof Error ? error.name : typeof error);
