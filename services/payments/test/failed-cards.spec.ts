import type { OrderState } from '@onsale/contracts/orders/messages';
import { newId } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardNumber, goodCard, newOrder, type Site, startSite } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.end());

const declined = cardNumber('4000 0000 0000 0002');
const unknownCard = (n: number) => cardNumber(`4111 1111 1111 ${1000 + n}`);

/** Pays for a new order, and waits until the payment has failed. */
async function fail(card: object, accountId = newId()) {
  const buyer = { accountId, name: 'Ada', email: 'ada@example.org' };
  const order = await site.says(newOrder(site, { buyer }));
  expect((await site.pay(order, card)).statusCode).toBe(202);
  await site.becomes(order, 'failed');
}

async function pay(card: object, accountId = newId(), address?: string) {
  const buyer = { accountId, name: 'Ada', email: 'ada@example.org' };
  const order = await site.says(newOrder(site, { buyer }));
  return site.pay(order, card, accountId, address);
}

/** Orders of as many accounts. */
async function placed(count: number): Promise<OrderState[]> {
  const orders: OrderState[] = [];
  while (orders.length < count) {
    const some = Array.from({ length: Math.min(25, count - orders.length) }, () => newOrder(site));
    orders.push(...(await Promise.all(some.map((order) => site.says(order)))));
  }
  return orders;
}

const payFrom = (address: string, order: OrderState, card: object) =>
  site.pay(order, card, order.buyer.accountId, address);

const countOf = (answers: { statusCode: number }[], status: number) =>
  answers.filter(({ statusCode }) => statusCode === status).length;

describe('cards that fail', () => {
  it('are counted for an account over all its orders, and the error says when to try again', async () => {
    const accountId = newId();
    for (let n = 0; n < 3; n += 1) await fail(declined, accountId);
    const refused = await pay(declined, accountId);
    expect(refused.json()).toMatchObject({ status: 429, code: 'too_many_failed_cards' });
    expect(refused.json<{ detail: string }>().detail).toContain('You haven’t been charged');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
    expect((await pay(declined)).statusCode).toBe(202);
    site.clock.advance(Number(refused.headers['retry-after']) * 1000);
    expect((await pay(declined, accountId)).statusCode).toBe(202);
  });

  it('are counted for a card over all accounts, and no part of the card is stored', async () => {
    const card = unknownCard(1);
    for (let n = 0; n < 4; n += 1) await fail(card);
    expect((await pay(card)).json()).toMatchObject({ code: 'too_many_failed_cards' });
    expect((await pay(cardNumber('4111111111111001'))).statusCode).toBe(429);
    expect((await pay(unknownCard(2))).statusCode).toBe(202);
    const rows = await site.database.query<{ row: string }>(
      'select payment::text as row from payment',
    );
    for (const { row } of rows) expect(row).not.toMatch(/4111\D?1111|1111\D?1001|198\.51/);
  });

  it('stay within the limit of a card, however many are tried before the first has failed', async () => {
    const card = unknownCard(3);
    const answers = await Promise.all(Array.from({ length: 40 }, () => pay(card)));
    expect(countOf(answers, 202)).toBe(4);
    expect(countOf(answers, 429)).toBe(36);
    expect((await pay(unknownCard(4))).statusCode).toBe(202);
  });

  it('stay within the limit of a network, however many accounts there pay at once', async () => {
    const orders = await placed(150);
    const answers = await Promise.all(
      orders.map((order) => payFrom('203.0.113.50', order, declined)),
    );
    expect(countOf(answers, 202)).toBe(100);
    expect(countOf(answers, 429)).toBe(50);
    await eventually(async () =>
      expect((await pay(declined, newId(), '203.0.113.50')).json()).toMatchObject({
        code: 'too_many_failed_cards',
      }),
    );
  });

  it('leave room for every successful payment from one network, however many come at once', async () => {
    const orders = await placed(250);
    const [first, second] = [orders.slice(0, 50), orders.slice(50)];
    // Places grow with those who succeed; until then, who finds none comes again.
    await Promise.all(first.map((order) => payFrom('203.0.113.51', order, goodCard)));
    await Promise.all(
      second.map((order) =>
        eventually(async () => {
          const { statusCode } = await payFrom('203.0.113.51', order, goodCard);
          expect([202, 409]).toContain(statusCode);
        }),
      ),
    );
    for (const order of orders) await site.becomes(order, 'captured');
  });

  it('leave no trace of a payment that was refused: the next one finds room', async () => {
    const accountId = newId();
    const buyer = { accountId, name: 'Ada', email: 'ada@example.org' };
    const order = await site.says(newOrder(site, { buyer }));
    const twice = await Promise.all([1, 2, 3].map(() => site.pay(order, declined)));
    expect(countOf(twice, 202)).toBe(1);
    expect(countOf(twice, 409)).toBe(2);
    expect((await pay(goodCard, accountId)).statusCode).toBe(202);
  });

  it('are not counted for a test number', async () => {
    for (let n = 0; n < 5; n += 1) await fail(declined);
    expect((await pay(declined)).statusCode).toBe(202);
  });

  it('are counted for a network address, and block everyone there', async () => {
    const own = await site.says(newOrder(site));
    await site.pay(own, declined);
    await site.database.query(
      `insert into payment (id, version, order_id, buyer_id, provider, status, amount, currency,
         failure_code, created_at, traceparent, next_try_at, network_mark)
       select gen_random_uuid(), 2, gen_random_uuid(), gen_random_uuid(), 'sandbox', 'failed', 1,
         'EUR', 'card_declined', $1, '', $1, network_mark
       from generate_series(1, 100), (select network_mark from payment where order_id = $2) as one`,
      [site.clock.now(), own.orderId],
    );
    expect((await pay(declined)).json()).toMatchObject({ code: 'too_many_failed_cards' });
    const order = await site.says(newOrder(site));
    const elsewhere = await site.pay(order, declined, order.buyer.accountId, '203.0.113.9');
    expect(elsewhere.statusCode).toBe(202);
    await eventually(() => site.becomes(order, 'failed'));
  });
});
