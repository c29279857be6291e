import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { expect, it } from 'vitest';
import type { Caller } from '../src/lib/api/call';
import { isNews, waitForOrderNews } from '../src/lib/load-order';
import { outcomeOf } from '../src/lib/outcome';

const expiresAt = '2026-12-01T10:15:00.000Z';
const nowMs = Date.parse(expiresAt) - 60_000;
const order = {
  ...{ id: 'o', version: 1, status: 'pending', expiresAt, paidAt: null, refunds: [] },
  lines: [{ quantity: 1 }],
} as unknown as Order;
const captured = {
  ...{ id: 'p', status: 'captured', capturedAt: '2026-12-01T10:01:00.000Z' },
} as Payment;
const processing = { ...captured, status: 'processing', capturedAt: null } as Payment;
const ticket = { id: 't', status: 'valid' } as Ticket;
const paid = { ...order, version: 2, status: 'paid', paidAt: captured.capturedAt } as Order;
const refunded = { ...order, version: 3, status: 'refunded', paidAt: captured.capturedAt } as Order;

/** An API that gives these answers, and notes which requests waited. */
function api(given: { order?: Order; payments?: Payment[]; tickets?: Ticket[] }) {
  const asked: string[] = [];
  const call = (async ({ path, headers }: { path: string; headers?: { prefer?: string } }) => {
    asked.push(`${path}${headers?.prefer ? ' and waits' : ''}`);
    if (path === '/api/orders/:id') return given.order;
    return { items: (path === '/api/payments' ? given.payments : given.tickets) ?? [] };
  }) as unknown as Caller;
  return { asked, call };
}
const news = { order, payments: [captured], tickets: [] };

it('a captured payment is followed by one wait, for the tickets, which only a paid order has', async () => {
  const { asked, call } = api({ tickets: [ticket] });
  const next = await waitForOrderNews(call, news, nowMs);
  expect(asked).toEqual(['/api/tickets and waits']);
  expect(outcomeOf(next.order, next.payments, next.tickets.length, nowMs)).toEqual({
    ...{ kind: 'paid', issued: 1, expected: 1, late: false },
  });
  expect(isNews(news, next)).toBe(true);
});

it('a wait that ends without tickets reports nothing, so the page then reads the whole order', async () => {
  const next = await waitForOrderNews(api({}).call, news, nowMs);
  expect(isNews(news, next)).toBe(false);
  expect(next.order.status).toBe('pending');
});

it('tickets that are already void make the page read the whole order', async () => {
  const { call } = api({ order: refunded, tickets: [{ ...ticket, status: 'void' }] });
  expect((await waitForOrderNews(call, news, nowMs)).order).toBe(refunded);
});

it('after the end of the hold the page asks the order whether the tickets were still available', async () => {
  const { asked, call } = api({ order: paid });
  const next = await waitForOrderNews(call, news, Date.parse(expiresAt));
  expect(asked).toEqual(['/api/orders/:id and waits']);
  expect(next.order).toBe(paid);
});

it.each([
  ['the tickets of a paid order', { ...news, order: paid }, '/api/tickets'],
  ['a payment under way', { ...news, payments: [processing] }, '/api/payments'],
  ['an unpaid order', { ...news, payments: [] }, '/api/orders/:id'],
])('the page waits for news of %s at the one service that has it', async (_, before, path) => {
  const { asked, call } = api({ order });
  await waitForOrderNews(call, before, nowMs);
  expect(asked).toEqual([`${path} and waits`]);
});
