import type { OrderState } from '@onsale/contracts/orders/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { move, newStock, type Stock } from '../src/stock.js';
import { decide, type Trigger } from '../src/transition.js';

const now = new Date('2026-05-01T12:00:00Z');
const later = new Date('2026-05-01T12:20:00Z');
const eur = (amount: number) => ({ amount, currency: 'EUR' });

const pendingOrder: OrderState = {
  orderId: 'order',
  version: 1,
  status: 'pending',
  eventId: 'event',
  eventTitle: 'Concert',
  buyer: { accountId: 'buyer', name: 'B', email: 'b@example.org' },
  lines: [{ ticketTypeId: 'type', ticketTypeName: 'GA', quantity: 2, unitPrice: eur(1000) }],
  total: eur(2000),
  placedAt: now.toISOString(),
  expiresAt: new Date('2026-05-01T12:15:00Z').toISOString(),
  paidAt: null,
  paymentId: null,
  refunds: [],
};

/** Applies triggers in order, as the service does within one batch. */
function play(
  triggers: readonly Trigger[],
  options: { others?: number; cancelledAt?: number } = {},
) {
  let order = pendingOrder;
  let stock: Stock = move(newStock('type', 'event', 5), 'type', 2, 'available', 'held', 2000);
  if (options.others) stock = move(stock, 'type', options.others, 'available', 'held', 0);
  for (const [index, trigger] of triggers.entries()) {
    const change = decide(order, trigger, {
      now: trigger.kind === 'expire' ? later : now,
      stock: new Map([['type', stock]]),
      sharings: new Map(),
      eventCancelled: index >= (options.cancelledAt ?? Number.POSITIVE_INFINITY),
    });
    if (!change) continue;
    expect(change.order.version).toBe(order.version + 1);
    order = change.order;
    stock = change.stock[0] ?? stock;
  }
  return { order, stock };
}

const capture = (paymentId = 'p1', amount = 2000): Trigger => ({
  kind: 'capture',
  orderId: 'order',
  paymentId,
  amount: eur(amount),
});
const expire: Trigger = { kind: 'expire', orderId: 'order' };
const cancel: Trigger = { kind: 'cancel', orderId: 'order' };

describe('an order', () => {
  it('is paid by a capture, which sells its tickets', () => {
    const { order, stock } = play([capture()]);
    expect(order).toMatchObject({ status: 'paid', paymentId: 'p1', refunds: [] });
    expect(stock).toMatchObject({ held: 0, sold: 2, available: 3, revenue: 2000 });
  });

  it('expires at its time and not before', () => {
    expect(play([expire]).order.status).toBe('expired');
    const early = decide(pendingOrder, expire, {
      now,
      stock: new Map(),
      sharings: new Map(),
      eventCancelled: false,
    });
    expect(early).toBeUndefined();
  });

  it('is not expired or cancelled once paid', () => {
    expect(play([capture(), expire, cancel]).order.status).toBe('paid');
  });

  it('takes its tickets again when a late payment finds them available', () => {
    const { order, stock } = play([expire, capture()]);
    expect(order).toMatchObject({ status: 'paid', refunds: [] });
    expect(stock).toMatchObject({ sold: 2, available: 3 });
  });

  it('refunds a late payment, with the reason, when the tickets are gone', () => {
    let order = play([expire]).order;
    const soldOut = move(newStock('type', 'event', 5), 'type', 4, 'available', 'sold', 0);
    const change = decide(order, capture(), {
      now: later,
      stock: new Map([['type', soldOut]]),
      sharings: new Map(),
      eventCancelled: false,
    });
    order = change?.order ?? order;
    expect(order.status).toBe('expired');
    expect(order.refunds).toMatchObject([
      { paymentId: 'p1', reason: 'sold_out', amount: eur(2000) },
    ]);
  });

  it.each([
    ['a payment after the buyer cancelled', [cancel, capture()], 'cancelled', 'order_cancelled'],
    ['a second payment', [capture(), capture('p2')], 'paid', 'paid_twice'],
    ['a wrong amount', [capture('p1', 1)], 'pending', 'wrong_amount'],
  ] as const)('gives back %s', (_what, triggers, status, reason) => {
    const { order } = play(triggers);
    expect(order.status).toBe(status);
    expect(order.refunds.map((refund) => refund.reason)).toEqual([reason]);
  });

  it('is refunded when its event is cancelled, a free order without any payment', () => {
    const { order, stock } = play([capture(), { kind: 'event-cancelled', orderId: 'order' }]);
    expect(order).toMatchObject({ status: 'refunded', refunds: [{ reason: 'event_cancelled' }] });
    expect(stock).toMatchObject({ sold: 0, revenue: 0 });
  });

  it('never loses a captured payment: each one either buys the order or is refunded', () => {
    const trigger = fc.oneof(
      fc.constantFrom<Trigger>(cancel, expire, { kind: 'event-cancelled', orderId: 'order' }),
      fc
        .record({ id: fc.constantFrom('p1', 'p2', 'p3'), amount: fc.constantFrom(2000, 2000, 1) })
        .map(({ id, amount }) => capture(id, amount)),
      fc.constantFrom('p1', 'p2').map(
        (paymentId): Trigger => ({
          kind: 'refunded',
          orderId: 'order',
          paymentId,
          refundedAt: later.toISOString(),
        }),
      ),
    );
    fc.assert(
      fc.property(
        fc.array(trigger, { maxLength: 12 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 12 }),
        (triggers, others, cancelledAt) => {
          const { order, stock } = play(triggers, { others, cancelledAt });
          const captured = new Set(
            triggers.flatMap((one) => (one.kind === 'capture' ? [one.paymentId] : [])),
          );
          const kept = order.status === 'paid' && order.paymentId ? [order.paymentId] : [];
          const refunded = order.refunds.map((refund) => refund.paymentId);
          expect([...kept, ...refunded].sort()).toEqual([...captured].sort());
          expect(stock.capacity).toBe(stock.available + stock.held + stock.sold);
          expect(stock.sold).toBe(order.status === 'paid' ? 2 : 0);
          expect(stock.held).toBe((order.status === 'pending' ? 2 : 0) + others);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not change when the same message comes twice', () => {
    const once = play([capture(), capture('p2')]);
    const twice = play([capture(), capture(), capture('p2'), capture('p2'), capture()]);
    expect(twice).toEqual(once);
  });
});
