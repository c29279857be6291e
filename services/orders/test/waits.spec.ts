import type { Order } from '@onsale/contracts/orders/http';
import { paymentCaptured } from '@onsale/contracts/payments/messages';
import { newId } from '@onsale/runtime';
import { eventually, type TestServer, testAccount, testCookie } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anotherInstance } from './another-instance.js';
import { order, publish, putOnSale, startOrders } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

async function placed() {
  const { ticketType } = await putOnSale(server);
  const buyer = testAccount();
  return { buyer, order: (await order(server, buyer, ticketType)).body };
}
type Placed = Awaited<ReturnType<typeof placed>>;

const pay = ({ id, total }: Order) => {
  const paymentId = newId();
  return publish(server, paymentCaptured, paymentId, {
    ...{ paymentId, version: 2, orderId: id, status: 'captured', provider: 'sandbox' },
    ...{ amount: total, failureCode: null, capturedAt: server.infra.clock.now().toISOString() },
    ...{ refundReason: null, refundedAt: null },
  });
};
const ask = ({ buyer, order }: Placed, prefer: string, as = buyer) =>
  server.request('GET', `/api/orders/${order.id}`, { as, headers: { prefer } });

const untilWaiting = (requests: number, { service }: Pick<TestServer, 'service'> = server) =>
  eventually(async () => {
    const waiting = /waiting_requests\S* (\d+)/.exec(await service.metrics.render())?.[1];
    expect(waiting).toBe(String(requests));
  });

describe('GET /api/orders/:id with Prefer: wait', () => {
  it('is answered as soon as the order is paid', async () => {
    const [one, other] = [await placed(), await placed()];
    const paid = ask(one, 'wait=5');
    await untilWaiting(1);
    await pay(one.order);
    await eventually(async () => {
      const now = await server.infra.database.query(
        `select from orders where id = $1 and status = 'paid'`,
        [one.order.id],
      );
      expect(now).toHaveLength(1);
    });
    // Waits for less than the time after which the other request would read without being woken.
    const unpaid = ask(other, 'wait=1').then(() => 'the end of a wait');
    expect(await Promise.race([unpaid, paid.then(() => 'the change')])).toBe('the change');
    const answer = await paid;
    expect(answer.headers['preference-applied']).toBe('wait');
    expect(answer.json()).toMatchObject({ id: one.order.id, status: 'paid', movedFrom: null });
  });

  it('is answered by one process as soon as another has changed the order', async () => {
    const [one, other] = [await placed(), await placed()];
    const there = await anotherInstance(server);
    const headers = { cookie: await testCookie(one.buyer, server.infra.clock.now()) };
    const asked = there.app.inject({
      ...{ method: 'GET', url: `/api/orders/${one.order.id}` },
      headers: { ...headers, prefer: 'wait=5' },
    });
    await untilWaiting(1, there);
    const url = `/api/orders/${one.order.id}`;
    await server.request('DELETE', url, { as: one.buyer });
    const unpaid = ask(other, 'wait=1').then(() => 'the end of a wait');
    const cancelled = Promise.resolve(asked).then(() => 'the change');
    expect(await Promise.race([unpaid, cancelled])).toBe('the change');
    expect((await asked).json().status).toBe('cancelled');
    await there.stop();
  });

  it('is answered at once for a paid order, and for the order of another buyer', async () => {
    const one = await placed();
    expect((await ask(one, 'wait=5', testAccount())).statusCode).toBe(404);
    await pay(one.order);
    await ask(one, 'wait=5');
    expect((await ask(one, 'wait=5')).headers['preference-applied']).toBe('wait');
    await untilWaiting(0);
  });

  it('does not wait, and says so, unless it is asked to', async () => {
    const one = await placed();
    const answer = await ask(one, 'respond-async');
    expect(answer.json().status).toBe('pending');
    expect(answer.headers).not.toHaveProperty('preference-applied');
  });

  it('stops waiting when the caller has gone', async () => {
    const [one, other] = [await placed(), await placed()];
    const url = await server.listen();
    let isOver = false;
    const waiting = ask(other, 'wait=5').then(() => {
      isOver = true;
    });
    await untilWaiting(1);
    const leaving = new AbortController();
    const cookie = await testCookie(one.buyer, server.infra.clock.now());
    const asked = fetch(`${url}/api/orders/${one.order.id}`, {
      headers: { cookie, prefer: 'wait=5' },
      signal: leaving.signal,
    }).catch(() => undefined);
    await untilWaiting(2);
    leaving.abort();
    await untilWaiting(1);
    expect(isOver).toBe(false);
    await Promise.all([asked, waiting]);
  });
});
