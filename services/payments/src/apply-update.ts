import { RefundReason } from '@onsale/contracts/orders/messages';
import { factsBetween } from '@onsale/contracts/payments/facts';
import {
  paymentCaptured,
  paymentFailed,
  paymentRefunded,
} from '@onsale/contracts/payments/messages';
import { isKnown } from '@onsale/contracts/tolerance';
import {
  coalesce,
  inBatches,
  newMessage,
  type ServiceContext,
  type Step,
  securityLine,
} from '@onsale/runtime';
import type { CardAttempts } from './card-attempts.js';
import { afterUpdate, type PaymentRecord } from './payment.js';
import { toState } from './payment-view.js';
import type { PaymentUpdate } from './provider.js';
import { lockPayments, updatePayments } from './store-payments.js';

/** `unknown`: this service has no such payment. */
type UpdateOutcome = 'changed' | 'unchanged' | 'unknown';

/**
 * Applies an update of a provider, from a webhook or from its answer to the reconciler or a refund.
 * Resolves when the payment and its message are durable.
 * @param cause trace of the request that brought the update
 */
export type ApplyUpdate = (update: PaymentUpdate, cause?: string) => Promise<UpdateOutcome>;

interface CausedUpdate {
  readonly update: PaymentUpdate;
  readonly cause: string | undefined;
}

interface Changed {
  /** The payment before the batch. */
  readonly before: PaymentRecord;
  readonly payment: PaymentRecord;
  readonly step: Step;
}

const maxBatch = 500;
const maxWaiting = 10_000;

const contracts = {
  captured: paymentCaptured,
  failed: paymentFailed,
  refunded: paymentRefunded,
} as const;

/**
 * The only place that changes a payment after it was recorded. Concurrent updates are applied in
 * batches.
 */
export function createApplyUpdate(
  context: Pick<ServiceContext, 'transact' | 'clock' | 'log' | 'metrics' | 'tracing' | 'waits'>,
  attempts: Pick<CardAttempts, 'end'>,
): ApplyUpdate {
  const { transact, clock, log, metrics, tracing, waits } = context;
  const byStatus = metrics.counters('payments_total', 'Payments by outcome', ['status']);
  const refunds = metrics.counters('refunds_total', 'Refunded payments, by reason', ['reason']);

  async function applyAll(batch: readonly CausedUpdate[]): Promise<UpdateOutcome[]> {
    const { outcomes, changed } = await transact(async (sql, publish) => {
      const payments = await lockPayments(sql, [
        ...new Set(batch.map(({ update }) => update.paymentId)),
      ]);
      const changed = new Map<string, Changed>();
      const outcomes = batch.map(({ update, cause }): UpdateOutcome => {
        const payment = payments.get(update.paymentId);
        if (!payment) return 'unknown';
        const next = afterUpdate(payment, update);
        if (next === payment) return 'unchanged';
        payments.set(next.id, next);
        const links = [cause];
        const step = tracing.begin(`payment ${next.status}`, next.traceparent, { links });
        const before = changed.get(next.id)?.before ?? payment;
        changed.set(next.id, { before, payment: next, step });
        return 'changed';
      });
      const now = clock.now();
      if (changed.size > 0) {
        const changedPayments = [...changed.values()].map(({ payment }) => payment);
        await updatePayments(sql, changedPayments, now);
      }
      for (const { payment, step } of changed.values()) {
        if (payment.status === 'processing') continue; // no update leads there
        publish(
          newMessage(contracts[payment.status], {
            subject: payment.id,
            time: now,
            data: toState(payment),
            traceparent: step.traceparent,
          }),
        );
      }
      return { outcomes, changed };
    });
    for (const { payment } of changed.values()) attempts.end(payment.id, payment.status);
    waits.changed([...changed.values()].map(({ payment }) => payment.orderId));
    for (const { before, payment, step } of changed.values()) {
      step.end();
      report(before, payment);
    }
    return outcomes;
  }

  function report(before: PaymentRecord, payment: PaymentRecord) {
    const { id, orderId, status, failureCode, refundReason, traceparent } = payment;
    for (const { fact } of factsBetween(before, payment)) {
      byStatus(fact).add();
      if (fact !== 'refunded') continue;
      const reason = labelOf(refundReason);
      refunds(reason).add();
      const of = { accountId: payment.buyerId, about: [{ paymentId: id, orderId }] };
      log.info(securityLine({ event: 'refunded', reason, ...of }), 'security');
    }
    log.info({ paymentId: id, orderId, failureCode, traceparent }, `payment ${status}`);
  }

  /** Counts all unknown reasons under one label, since they may be any text. */
  const labelOf = (reason: PaymentRecord['refundReason']) =>
    reason !== null && isKnown(RefundReason, reason) ? reason : 'unknown';

  const apply = coalesce({ run: inBatches(applyAll), maxBatch, maxQueue: maxWaiting });
  return (update, cause) => apply({ update, cause });
}
