import type { Ticket } from '@onsale/contracts/tickets/http';
import { eventually, type TestAccount, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  deliver,
  line,
  paidOrder,
  soldEvent,
  startTickets,
  type TicketsServer,
} from './support.js';

let server: TicketsServer;
beforeAll(async () => {
  server = await startTickets();
});
afterAll(() => server.stop());

const ask = (orderId: string, as: TestAccount, prefer: string) =>
  server.request('GET', `/api/tickets?orderId=${orderId}&limit=100`, { as, headers: { prefer } });
const untilWaiting = (requests: number) =>
  eventually(async () => {
    const waiting = /waiting_requests\S* (\d+)/.exec(await server.service.metrics.render())?.[1];
    expect(waiting).toBe(String(requests));
  });

describe('GET /api/tickets?orderId= with Prefer: wait', () => {
  it('is answered as soon as the tickets are issued, with all of them', async () => {
    const { event, buyer, order } = await soldEvent(server);
    const { accountId, name, email } = buyer;
    const next = paidOrder({
      eventId: event.eventId,
      lines: [line(3)],
      buyer: { accountId, name, email },
    });
    const foreign = testAccount();
    const issued = ask(next.orderId, buyer, 'wait=5');
    await untilWaiting(1);
    await deliver(server, next);
    // Waits for less than the time after which the other request would read without being woken.
    const never = ask(order.orderId, foreign, 'wait=1').then(({ json }) => json<{ items: [] }>());
    const first = await Promise.race([
      never.then(() => 'the end'),
      issued.then(() => 'the change'),
    ]);
    expect(first).toBe('the change');
    const answer = await issued;
    expect(answer.headers['preference-applied']).toBe('wait');
    const { items } = answer.json<{ items: Ticket[] }>();
    expect(items.map(({ orderId }) => orderId)).toEqual(Array(3).fill(next.orderId));
    // The tickets of another holder's order are never there.
    expect((await never).items).toEqual([]);
  });

  it('is answered at once when there are tickets, and for a list of all orders', async () => {
    const { buyer, order } = await soldEvent(server);
    const never = ask(order.orderId, testAccount(), 'wait=5').then(() => 'the end');
    await untilWaiting(1);
    const there = ask(order.orderId, buyer, 'wait=5').then(({ headers }) => headers);
    const nobodys = server
      .request('GET', '/api/tickets', { as: testAccount(), headers: { prefer: 'wait=5' } })
      .then(({ headers }) => headers);
    expect(await Promise.race([never, there])).toHaveProperty('preference-applied', 'wait');
    expect(await Promise.race([never, nobodys])).not.toHaveProperty('preference-applied');
    await never;
  });
});
