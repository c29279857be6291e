import { Problem } from '@onsale/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideHold, type HoldRequest, holdTime } from '../src/hold.js';
import { nobody } from '../src/person.js';
import { type EventCopy, type Sale, saleOf, type TicketTypeCopy } from '../src/sale.js';
import { newStock, type Stock } from '../src/stock.js';

const now = new Date('2026-05-01T12:00:00Z');
const hour = (n: number) => new Date(now.getTime() + n * 3_600_000);

const event: EventCopy = {
  id: 'event',
  status: 'published',
  title: 'Concert',
  endsAt: hour(100),
  salesOpenAt: null,
  salesCloseAt: null,
  perPersonLimit: null,
};
const general: TicketTypeCopy = {
  id: 'general',
  eventId: 'event',
  poolId: 'general',
  poolLimit: null,
  name: 'General',
  price: { amount: 1500, currency: 'EUR' },
  perPersonLimit: 4,
  minPerOrder: 1,
  salesOpenAt: null,
  salesCloseAt: null,
  status: 'active',
};
const free: TicketTypeCopy = {
  ...general,
  id: 'free',
  poolId: 'free',
  price: { amount: 0, currency: 'EUR' },
};

const sale = (
  changes: { event?: Partial<EventCopy>; general?: Partial<TicketTypeCopy> } = {},
): Sale =>
  saleOf(new Map([['event', { ...event, ...changes.event }]]), [
    { ...general, ...changes.general },
    free,
  ]);
const time = holdTime(now, 900_000);

const anybody = { person: nobody, limits: { unpaidOrders: 3, abandonedOrders: 6 } };

const ask = (lines: HoldRequest['lines']): HoldRequest => ({
  orderId: 'order',
  buyer: { accountId: 'buyer', name: 'B', email: 'b@example.org' },
  idempotencyKey: 'key',
  requestDigest: 'digest',
  eventId: 'event',
  lines,
  traceparent: 'trace',
});

const stockOf = (generalLeft: number, freeLeft = 10) =>
  new Map<string, Stock>([
    ['general', newStock('general', 'event', generalLeft)],
    ['free', newStock('free', 'event', freeLeft)],
  ]);

const one = { ticketTypeId: 'general', quantity: 1 };

function codeOf(request: HoldRequest, stock: Map<string, Stock>, at: Sale): string {
  const decision = decideHold(request, anybody, stock, at, time);
  return decision instanceof Problem ? decision.code : 'held';
}

describe('a hold', () => {
  it('is given with its total price and its time', () => {
    const decision = decideHold(ask([{ ...one, quantity: 3 }]), anybody, stockOf(3), sale(), time);
    expect(decision).toMatchObject({
      order: {
        status: 'pending',
        total: { amount: 4500, currency: 'EUR' },
        expiresAt: new Date(now.getTime() + 900_000).toISOString(),
      },
      stock: [{ available: 0, held: 3 }],
    });
  });

  it('of free tickets is paid at once', () => {
    const decision = decideHold(
      ask([{ ticketTypeId: 'free', quantity: 2 }]),
      anybody,
      stockOf(0, 2),
      sale(),
      time,
    );
    expect(decision).toMatchObject({
      order: { status: 'paid', paidAt: now.toISOString(), paymentId: null },
      stock: [{ available: 0, held: 0, sold: 2 }],
    });
  });

  it.each<[string, string, Parameters<typeof sale>[0], HoldRequest['lines']]>([
    ['sold_out', 'more than are left', {}, [{ ...one, quantity: 3 }]],
    ['over_limit', 'more than the limit', {}, [{ ...one, quantity: 5 }]],
    ['under_minimum', 'less than the minimum', { general: { minPerOrder: 2 } }, [one]],
    ['held', 'the minimum', { general: { minPerOrder: 2 } }, [{ ...one, quantity: 2 }]],
    [
      'sold_out',
      'the minimum, when fewer are left',
      { general: { minPerOrder: 3 } },
      [{ ...one, quantity: 3 }],
    ],
    [
      'held',
      'another ticket type, which has no minimum',
      { general: { minPerOrder: 2 } },
      [{ ticketTypeId: 'free', quantity: 1 }],
    ],
    ['sale_not_open', 'before the event sells', { event: { salesOpenAt: hour(1) } }, [one]],
    ['sale_not_open', 'before the type sells', { general: { salesOpenAt: hour(1) } }, [one]],
    ['sale_closed', 'after the window', { event: { salesCloseAt: hour(-1) } }, [one]],
    ['sale_closed', 'at the very end', { general: { salesCloseAt: now } }, [one]],
    ['sale_closed', 'after the event', { event: { endsAt: hour(-1) } }, [one]],
    ['event_cancelled', 'a cancelled event', { event: { status: 'cancelled' } }, [one]],
    ['not_found', 'a draft', { event: { status: 'draft' } }, [one]],
    ['invalid_request', 'a ticket type of another event', { general: { eventId: 'other' } }, [one]],
    [
      'price_changed',
      'another price than seen',
      {},
      [{ ...one, unitPrice: { amount: 1400, currency: 'EUR' } }],
    ],
    [
      'price_changed',
      'another currency',
      {},
      [{ ...one, unitPrice: { amount: 1500, currency: 'USD' } }],
    ],
    [
      'held',
      'the price that was seen',
      {},
      [{ ...one, unitPrice: { amount: 1500, currency: 'EUR' } }],
    ],
    ['held', 'at the very opening', { event: { salesOpenAt: now } }, [one]],
  ])('answers %s for %s', (code, _what, changes, lines) => {
    expect(codeOf(ask(lines), stockOf(2), sale(changes))).toBe(code);
  });

  it('is refused when its total price is more than one payment can be', () => {
    const general = { price: { amount: 10_000_000_000, currency: 'EUR' } };
    expect(codeOf(ask([one]), stockOf(2), sale({ general }))).toBe('held');
    expect(codeOf(ask([{ ...one, quantity: 2 }]), stockOf(2), sale({ general }))).toBe(
      'over_limit',
    );
  });

  it('holds all lines or none', () => {
    const lines = [
      { ticketTypeId: 'free', quantity: 1 },
      { ticketTypeId: 'general', quantity: 2 },
    ];
    const stock = stockOf(1, 5);
    expect(codeOf(ask(lines), stock, sale())).toBe('sold_out');
    expect(stock.get('free')).toMatchObject({ available: 5 });
  });

  it('never gives more tickets than there are, in any order of requests', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 }),
        (capacity, quantities) => {
          const stock = stockOf(capacity);
          let given = 0;
          let refusedWhile = 0;
          for (const quantity of quantities) {
            const left = stock.get('general')?.available ?? 0;
            const decision = decideHold(ask([{ ...one, quantity }]), anybody, stock, sale(), time);
            if (decision instanceof Problem) {
              if (left >= quantity) refusedWhile += 1;
              continue;
            }
            given += quantity;
            for (const after of decision.stock) stock.set(after.poolId, after);
          }
          expect(given).toBeLessThanOrEqual(capacity);
          expect(stock.get('general')).toMatchObject({ held: given, available: capacity - given });
          expect(refusedWhile).toBe(0);
        },
      ),
    );
  });
});
