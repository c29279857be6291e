import type { Order } from '@onsale/contracts/orders/http';
import { describe, expect, it } from 'vitest';
import type { Caller, LooseCall } from '../src/lib/api/call';
import { ApiError } from '../src/lib/api/problem';
import { isNews, loadEvent, loadOrderNews } from '../src/lib/load-order';
import { holdProblem, orderPath } from '../src/lib/place-order';

const order = { id: 'o', version: 1, status: 'pending', paidAt: null } as Order;
const paid = { ...order, version: 2, status: 'paid', paidAt: '2026-12-03T09:00:00.000Z' } as Order;

/** Services that answer by path, and the requests that they got: `path` or `path, waiting`. */
function services(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const call = (async ({ path, headers }: LooseCall) => {
    asked.push(headers && 'prefer' in headers ? `${path}, waiting` : path);
    const answer = answers[path];
    if (answer instanceof Error) throw answer;
    return answer;
  }) as Caller;
  return { asked, call };
}

describe('what a page learns about an order', () => {
  it('comes from payments while the order is unpaid, and from tickets once it is paid', async () => {
    const unpaid = services({ '/api/orders/:id': order, '/api/payments': { items: ['p'] } });
    expect(await loadOrderNews(unpaid.call, 'o')).toEqual({ order, payments: ['p'], tickets: [] });
    expect(unpaid.asked).toEqual(['/api/orders/:id', '/api/payments']);
    const bought = services({ '/api/orders/:id': paid, '/api/tickets': { items: ['t'] } });
    expect(await loadOrderNews(bought.call, 'o')).toEqual({
      ...{ order: paid, payments: [], tickets: ['t'] },
    });
    expect(bought.asked).toEqual(['/api/orders/:id', '/api/tickets']);
  });

  it('has no payments while that service does not know the order yet, and fails otherwise', async () => {
    const missing = new ApiError(404, 'not_found', 'No such order.');
    const early = services({ '/api/orders/:id': order, '/api/payments': missing });
    expect((await loadOrderNews(early.call, 'o')).payments).toEqual([]);
    const down = new ApiError(503, 'unavailable', 'Away.');
    const late = services({ '/api/orders/:id': order, '/api/payments': down });
    await expect(loadOrderNews(late.call, 'o')).rejects.toBe(down);
  });

  it('is new when the order, its last payment or the number of tickets has changed', () => {
    const before = { order, payments: [], tickets: [] };
    expect(isNews(before, { ...before })).toBe(false);
    expect(isNews(before, { ...before, order: paid })).toBe(true);
    expect(isNews(before, { ...before, payments: [{ status: 'failed' } as never] })).toBe(true);
    expect(isNews(before, { ...before, tickets: [{} as never] })).toBe(true);
  });

  it('is complete without the event, while that cannot be read', async () => {
    const { call } = services({ '/api/events/:id': new ApiError(503, 'unavailable', 'Away.') });
    expect(await loadEvent(call, 'e')).toBeNull();
  });
});

describe('a held order', () => {
  it('is paid at the checkout, and any other order has a page that explains it', () => {
    expect(orderPath(order)).toBe('/checkout/o');
    expect(orderPath(paid)).toBe('/orders/o');
  });

  it('that is refused has a title and the words of the API, whatever the reason', () => {
    const refused = (code: string) => holdProblem(new ApiError(409, code as never, 'Only 2 left.'));
    expect(refused('sold_out')).toEqual({
      ...{ title: 'Someone got there first.', detail: 'Only 2 left.' },
    });
    expect(refused('added_later').title).toBe('We couldn’t hold your tickets.');
    // 99 of a ticket type, typed where no script keeps the number small.
    const tooMany = 'lines.0.quantity must be <= 50.';
    expect(holdProblem(new ApiError(400, 'invalid_request', tooMany))).toEqual({
      title: 'That’s more than one person can buy.',
      detail: 'Choose fewer tickets, then try again.',
    });
  });
});
