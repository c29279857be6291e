import type { OrderState } from '@onsale/contracts/orders/messages';
import type { Payment } from '@onsale/contracts/payments/http';
import { newId } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardNumber, goodCard, newOrder, type Site, startSite } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await startSite();
  site.webhooks.down = true; // only updates that a test delivers arrive
});
afterAll(() => site.end());

async function processing() {
  const order = await site.says(newOrder(site));
  const payment = (await site.pay(order)).json<Payment>();
  return { order, payment };
}
const ask = async ({ orderId, buyer }: OrderState, seconds: number, asks = buyer.accountId) =>
  site.inject({
    method: 'GET',
    url: `/api/payments?orderId=${orderId}`,
    headers: { cookie: await site.cookie(asks), prefer: `wait=${seconds}` },
  });
const pay = async ({ orderId, buyer }: OrderState, seconds: number, card: object = goodCard) =>
  site.inject({
    method: 'POST',
    url: '/api/payments',
    headers: { cookie: await site.cookie(buyer.accountId), prefer: `wait=${seconds}` },
    payload: { orderId, card },
  });
const untilWaiting = (requests: number) =>
  eventually(async () =>
    expect(/waiting_requests\S* (\d+)/.exec(await site.metrics())?.[1]).toBe(String(requests)),
  );

describe('POST /api/payments with Prefer: wait', () => {
  it.each([
    ['captured', goodCard],
    ['failed', cardNumber('4000 0000 0000 0002')],
  ])('is answered when the payment is %s', async (status, card) => {
    site.webhooks.down = false;
    const paid = await pay(await site.says(newOrder(site)), 5, card);
    site.webhooks.down = true;
    expect(paid.statusCode).toBe(202);
    expect(paid.headers['preference-applied']).toBe('wait');
    expect(paid.json()).toMatchObject({ status });
  });

  it('is answered after the wait when no update has come, and charges once', async () => {
    const order = await site.says(newOrder(site));
    const paid = await pay(order, 1);
    expect(paid.json()).toMatchObject({ status: 'processing' });
    expect(await site.list(order)).toEqual([paid.json()]);
  });

  it('is refused at once when there is nothing to pay', async () => {
    const order = await site.says(newOrder(site, { status: 'cancelled' }));
    const refused = await pay(order, 5);
    expect(refused.json()).toMatchObject({ status: 409, code: 'order_cancelled' });
    await untilWaiting(0);
  });
});

describe('GET /api/payments?orderId= with Prefer: wait', () => {
  it.each(['captured', 'failed'] as const)(
    'is answered as soon as the payment is %s',
    async (status) => {
      const [one, other] = [await processing(), await processing()];
      const decided = ask(one.order, 5);
      await untilWaiting(1);
      await site.deliver({
        ...{ type: `payment.${status}`, paymentId: one.payment.id },
        ...{ occurredAt: site.clock.now().toISOString() },
        ...(status === 'failed'
          ? { failureCode: 'card_declined' }
          : { amount: one.payment.amount }),
      });
      // Waits for less than the time after which the other request would read without being woken.
      const undecided = ask(other.order, 1).then(() => 'the end of a wait');
      expect(await Promise.race([undecided, decided.then(() => 'the change')])).toBe('the change');
      const answer = await decided;
      expect(answer.headers['preference-applied']).toBe('wait');
      expect(answer.json()).toMatchObject({ items: [{ id: one.payment.id, status }] });
      await undecided;
    },
  );

  it('is answered at once when no payment is processing, and for another buyer’s order', async () => {
    const { order } = await processing();
    const unpaid = await site.says(newOrder(site));
    const still = ask(order, 5).then(() => 'the end of a wait');
    await untilWaiting(1);
    for (const answer of [ask(unpaid, 5), ask(order, 5, newId())]) {
      const answered = answer.then(({ json }) => json());
      expect(await Promise.race([still, answered])).toEqual({ items: [] });
    }
    await still;
  });
});
