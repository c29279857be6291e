import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import { expect, test } from 'vitest';
import { isUnsettled, outcomeOf } from '../src/lib/outcome';

const expiresAt = '2026-12-01T10:15:00.000Z';
const before = Date.parse(expiresAt) - 60_000;
const after = Date.parse(expiresAt) + 60_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

const order = (given: Partial<Order> = {}): Order => ({
  id: 'o',
  version: 1,
  status: 'pending',
  eventId: 'e',
  eventTitle: 'Concert',
  lines: [{ ticketTypeId: 't', ticketTypeName: 'Seat', quantity: 2, unitPrice: eur(500) }],
  total: eur(1000),
  placedAt: '2026-12-01T10:00:00.000Z',
  expiresAt,
  paidAt: null,
  paymentId: null,
  refunds: [],
  ...given,
});
const payment = (given: Partial<Payment> = {}): Payment => ({
  id: 'p',
  orderId: 'o',
  status: 'processing',
  amount: eur(1000),
  failureCode: null,
  createdAt: '2026-12-01T10:01:00.000Z',
  capturedAt: null,
  refund: null,
  ...given,
});
const refund = {
  paymentId: 'p',
  amount: eur(1000),
  reason: 'sold_out',
  decidedAt: '2026-12-01T10:16:00.000Z',
  refundedAt: null,
} as const;

test('a payment in progress has no outcome, before the hold ends or after', () => {
  expect(outcomeOf(order(), [payment()], 0, before)).toEqual({ kind: 'processing', late: false });
  expect(outcomeOf(order(), [payment()], 0, after)).toEqual({ kind: 'processing', late: true });
  const expired = order({ status: 'expired' });
  expect(outcomeOf(expired, [payment()], 0, after)).toEqual({ kind: 'processing', late: true });
});

test('a captured payment that is not decided yet is still in progress', () => {
  const captured = payment({ status: 'captured' });
  expect(outcomeOf(order({ status: 'expired' }), [captured], 0, after).kind).toBe('processing');
});

test('a declined payment can be tried again while the hold lasts, and only then', () => {
  const failed = payment({ status: 'failed', failureCode: 'card_declined' });
  expect(outcomeOf(order(), [failed], 0, before)).toEqual({
    kind: 'payable',
    failure: 'card_declined',
  });
  expect(outcomeOf(order(), [failed], 0, after)).toEqual({ kind: 'expired' });
});

test('the newest payment counts: a retry after a decline is in progress', () => {
  const failed = payment({ status: 'failed', failureCode: 'card_declined' });
  expect(outcomeOf(order(), [payment(), failed], 0, before).kind).toBe('processing');
});

test('a paid order stays paid despite older payments, and is settled once it has all tickets', () => {
  const paid = order({ status: 'paid', paidAt: '2026-12-01T10:02:00.000Z' });
  const waiting = outcomeOf(paid, [payment({ status: 'captured' })], 1, before);
  expect(waiting).toEqual({ kind: 'paid', issued: 1, expected: 2, late: false });
  expect(isUnsettled(waiting)).toBe(true);
  expect(isUnsettled(outcomeOf(paid, [], 2, before))).toBe(false);
});

test('a payment after the hold that still bought the tickets is marked as late', () => {
  const paid = order({ status: 'paid', paidAt: '2026-12-01T10:16:00.000Z' });
  expect(outcomeOf(paid, [], 2, after)).toMatchObject({ kind: 'paid', late: true });
});

test('a late payment without tickets is a refund with its reason, settled when confirmed', () => {
  const expired = order({ status: 'expired', refunds: [refund] });
  const due = outcomeOf(expired, [payment({ status: 'captured' })], 0, after);
  expect(due).toEqual({ kind: 'refund', reason: 'sold_out', refundedAt: null });
  expect(isUnsettled(due)).toBe(true);
  const done = { ...refund, refundedAt: '2026-12-01T10:17:00.000Z' };
  expect(isUnsettled(outcomeOf(order({ status: 'expired', refunds: [done] }), [], 0, after))).toBe(
    false,
  );
});

test('without any payment an order ends as expired or cancelled', () => {
  expect(outcomeOf(order(), [], 0, after)).toEqual({ kind: 'expired' });
  expect(outcomeOf(order({ status: 'cancelled' }), [], 0, before)).toEqual({ kind: 'cancelled' });
  expect(outcomeOf(order(), [], 0, before)).toEqual({ kind: 'payable', failure: null });
});
