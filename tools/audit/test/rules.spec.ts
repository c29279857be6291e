import { describe, expect, it } from 'vitest';
import {
  judgeMoney,
  judgeTickets,
  type OrderRow,
  type PaymentRow,
  type Purchase,
} from '../src/checks/purchase.js';
import {
  oversoldBy,
  type StockRow,
  whyStockDoesNotAddUp,
  whyStockIsNotItsOrders,
} from '../src/checks/stock.js';

const soundStock: StockRow = {
  id: 'type',
  shares_of: null,
  has_stock: true,
  capacity: 10,
  wanted_capacity: 10,
  available: 5,
  held: 2,
  sold: 3,
  revenue: '7500',
  orders: 4,
  orders_held: 2,
  orders_sold: 3,
  orders_revenue: '7500',
};

describe('stock', () => {
  const judge = (changes: Partial<StockRow>) => {
    const row = { ...soundStock, ...changes };
    return [whyStockDoesNotAddUp(row), oversoldBy(row), whyStockIsNotItsOrders(row)];
  };
  const nothing = [undefined, undefined, undefined];

  it('has no finding when it adds up and agrees with its orders', () => {
    expect(judge({})).toEqual(nothing);
    // More is held and sold than the organiser wants by now: nothing is left to sell.
    expect(judge({ wanted_capacity: 3, capacity: 5, available: 0 })).toEqual(nothing);
  });

  it.each<[Partial<StockRow>, (string | undefined)[]]>([
    [{ available: 6 }, [expect.stringContaining('is not its capacity'), undefined, undefined]],
    [{ wanted_capacity: 12 }, [expect.stringContaining('wants 12'), undefined, undefined]],
    [{ wanted_capacity: 9 }, [expect.stringContaining('wants 9'), undefined, undefined]],
    [{ held: -1, available: 8, orders_held: -1 }, ['held is -1, below zero', undefined, undefined]],
    [
      { available: -1, sold: 9, orders_sold: 9 },
      [undefined, 'its stock says 2 held and 9 sold of 10', undefined],
    ],
    [
      { orders_sold: 9 },
      [undefined, 'its orders hold 2 and bought 9 of 10', expect.stringContaining('9 sold')],
    ],
    [{ orders_held: 1 }, [undefined, undefined, expect.stringContaining('1 held')]],
    [{ orders_revenue: '7501' }, [undefined, undefined, expect.stringContaining('7501')]],
    [
      { has_stock: false },
      [undefined, undefined, '4 orders hold or bought it, but it has no stock'],
    ],
  ])('with %j', (changes, said) => {
    expect(judge(changes)).toEqual(said);
  });
});

const refund: OrderRow['refunds'][number] = {
  paymentId: 'pay',
  amount: { amount: 5000, currency: 'EUR' },
  reason: 'sold_out',
  refundedAt: '2026-01-01T00:00:00Z',
};
const paid: OrderRow = {
  id: 'order',
  status: 'paid',
  payment_id: 'pay',
  total: '5000',
  currency: 'EUR',
  lines: [
    { ticketTypeId: 'seat', quantity: 1 },
    { ticketTypeId: 'stand', quantity: 1 },
    { ticketTypeId: 'stand', quantity: 1 },
  ],
  refunds: [],
};
const expired: OrderRow = { ...paid, status: 'expired', payment_id: null, lines: [] };
const charge = { captured: true, refunded: false, amount: '5000', currency: 'EUR' };
const captured: PaymentRow = {
  id: 'order',
  payment_id: 'pay',
  status: 'captured',
  amount: '5000',
  currency: 'EUR',
  charge,
};
const givenBack: PaymentRow = {
  ...captured,
  status: 'refunded',
  charge: { ...charge, refunded: true },
};

const money = (order: OrderRow | undefined, ...payments: PaymentRow[]) =>
  judgeMoney({ orderId: 'order', order, payments, tickets: [] }).map(({ text }) => text);

describe('money', () => {
  it.each<[string, OrderRow | undefined, PaymentRow[]]>([
    ['bought its order', paid, [captured]],
    [
      'bought its order, of a provider whose books are elsewhere',
      paid,
      [{ ...captured, charge: null }],
    ],
    ['came too late, and went back', { ...expired, refunds: [refund] }, [givenBack]],
    [
      'came twice, and went back once',
      { ...paid, refunds: [{ ...refund, paymentId: 'again' }] },
      [captured, { ...givenBack, payment_id: 'again' }],
    ],
    ['was never asked for: a free order', { ...paid, total: '0', payment_id: null }, []],
    ['never came', expired, []],
  ])('that %s is as it must be', (_what, order, payments) => {
    expect(money(order, ...payments)).toEqual([]);
  });

  it.each<[RegExp, OrderRow | undefined, PaymentRow[]]>([
    [/bought it and was also refunded/, { ...paid, refunds: [refund] }, [captured]],
    [/is refunded 2 times/, { ...expired, refunds: [refund, refund] }, [givenBack]],
    [/but the money went back/, paid, [givenBack]],
    [/bought it for a total of 4000 EUR/, { ...paid, total: '4000' }, [captured]],
    [/bought it for a total of 5000 USD/, { ...paid, currency: 'USD' }, [captured]],
    [/the order does not say why/, expired, [givenBack]],
    [/bought nothing and is not refunded/, expired, [captured]],
    [/which does not exist bought nothing/, undefined, [captured]],
    [
      /is refunded with 1 EUR/,
      { ...expired, refunds: [{ ...refund, amount: { amount: 1, currency: 'EUR' } }] },
      [givenBack],
    ],
    [/was not refunded/, { ...expired, refunds: [{ ...refund, refundedAt: null }] }, [captured]],
    [
      /the order does not know/,
      { ...expired, refunds: [{ ...refund, refundedAt: null }] },
      [givenBack],
    ],
    [/is paid by payment pay, which was not captured/, paid, []],
    [/refunds payment pay, which was not captured/, { ...expired, refunds: [refund] }, []],
    [/the provider took 1 EUR/, paid, [{ ...captured, charge: { ...charge, amount: '1' } }]],
    [/the provider took nothing/, paid, [{ ...captured, charge: { ...charge, captured: false } }]],
    [/did not give the money back/, { ...expired, refunds: [refund] }, [{ ...givenBack, charge }]],
    [
      /the provider took 5000 EUR \(minor units\), but here it is processing/,
      expired,
      [{ ...captured, status: 'processing' }],
    ],
  ])('finds %s', (says, order, payments) => {
    const found = money(order, ...payments);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(says);
  });
});

describe('tickets', () => {
  const judge = (order: OrderRow | undefined, given: Record<string, number>) => {
    const tickets = Object.entries(given).map(([ticket_type_id, count]) => ({
      ...{ id: 'order', ticket_type_id, tickets: count },
    }));
    const purchase: Purchase = { orderId: 'order', order, tickets, payments: [] };
    return judgeTickets(purchase).map(({ kind }) => kind);
  };

  it('of a paid order match its lines', () => {
    expect(judge(paid, { seat: 1, stand: 2 })).toEqual([]);
    expect(judge(expired, {})).toEqual([]);
    expect(judge({ ...paid, status: 'refunded' }, {})).toEqual([]);
  });

  it('are reported when missing, of the wrong type or too many', () => {
    expect(judge(paid, { seat: 1, stand: 1 })).toEqual(['tickets of stand']);
    expect(judge(paid, { seat: 2, stand: 1 })).toEqual(['tickets of seat', 'tickets of stand']);
    expect(judge(paid, { seat: 1, stand: 2, vip: 1 })).toEqual(['tickets of vip']);
    expect(judge({ ...paid, status: 'refunded' }, { seat: 1 })).toEqual(['tickets of seat']);
    expect(judge(undefined, { seat: 1 })).toEqual(['tickets of seat']);
  });
});
