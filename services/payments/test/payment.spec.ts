import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterUpdate, type PaymentRecord } from '../src/payment.js';
import type { PaymentUpdate } from '../src/provider.js';

const at = new Date('2026-11-20T10:00:00.000Z');
const paymentId = '01930000-0000-7000-8000-000000000001';

const processing: PaymentRecord = {
  id: paymentId,
  version: 1,
  orderId: '01930000-0000-7000-8000-000000000002',
  buyerId: '01930000-0000-7000-8000-000000000003',
  provider: 'sandbox',
  status: 'processing',
  amount: { amount: 4999, currency: 'EUR' },
  failureCode: null,
  createdAt: at,
  capturedAt: null,
  refundReason: null,
  refundedAt: null,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

const update = fc.oneof<fc.Arbitrary<PaymentUpdate>[]>(
  fc.integer({ min: 1, max: 5000 }).map((amount) => ({
    paymentId,
    at,
    status: 'captured' as const,
    amount: { amount, currency: 'EUR' },
  })),
  fc
    .constantFrom('card_declined' as const, 'card_invalid' as const)
    .map((failureCode) => ({ paymentId, at, status: 'failed' as const, failureCode })),
  fc.constant({ paymentId, at, status: 'refunded' as const }),
);
/** An update, or a refund that `orders` decides, which it only does after a capture. */
const history = fc.array(fc.oneof(update, fc.constant('refund decided' as const)), {
  maxLength: 12,
});

type Step = PaymentUpdate | 'refund decided';
function step(payment: PaymentRecord, next: Step): PaymentRecord {
  if (next !== 'refund decided') return afterUpdate(payment, next);
  return payment.capturedAt === null || payment.refundReason !== null
    ? payment
    : { ...payment, version: payment.version + 1, refundReason: 'sold_out' };
}

describe('the life of a payment', () => {
  it('never loses sight of captured money, whatever updates came before and after', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const end = steps.reduce(step, processing);
        const captured = steps.some((one) => one !== 'refund decided' && one.status === 'captured');
        expect(['captured', 'refunded'].includes(end.status)).toBe(captured);
        expect(end.capturedAt !== null).toBe(captured);
      }),
    );
  });

  it('is refunded only after a capture and a decision, and nothing follows the refund', () => {
    fc.assert(
      fc.property(history, update, (steps, more) => {
        const end = steps.reduce(step, processing);
        if (end.status !== 'refunded') return;
        expect(end.refundReason).not.toBeNull();
        expect(end.refundedAt).not.toBeNull();
        expect(afterUpdate(end, more)).toBe(end);
      }),
    );
  });

  it('has a failure code exactly while its status is failed', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const end = steps.reduce(step, processing);
        expect(end.failureCode !== null).toBe(end.status === 'failed');
      }),
    );
  });

  it('applies a repeated update once, and counts each change as one version', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let payment = processing;
        for (const one of steps) {
          const next = step(payment, one);
          expect(next.version).toBe(next === payment ? payment.version : payment.version + 1);
          expect(step(next, one)).toBe(next);
          payment = next;
        }
      }),
    );
  });

  it('ends the same whether "failed" or "captured" comes first', () => {
    const captured: PaymentUpdate = {
      paymentId,
      at,
      status: 'captured',
      amount: { amount: 4000, currency: 'EUR' },
    };
    const failed: PaymentUpdate = { paymentId, at, status: 'failed', failureCode: 'card_declined' };
    const { version: _1, ...one } = [captured, failed].reduce(afterUpdate, processing);
    const { version: _2, ...other } = [failed, captured].reduce(afterUpdate, processing);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ status: 'captured', amount: { amount: 4000, currency: 'EUR' } });
  });
});
