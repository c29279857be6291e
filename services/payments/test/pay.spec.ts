import type { Payment } from '@onsale/contracts/payments/http';
import { newId } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardNumber, goodCard, newOrder, type Site, startSite } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.end());

const messagesAbout = (paymentId: string) =>
  site.told.filter((message) => message.subject === paymentId);

describe('paying', () => {
  it('answers `processing`, and the webhook brings the outcome', async () => {
    const order = await site.says(newOrder(site));
    const answer = await site.pay(order);
    expect(answer.statusCode).toBe(202);
    const payment = answer.json<Payment>();
    expect(payment).toMatchObject({
      orderId: order.orderId,
      status: 'processing',
      amount: order.total,
      failureCode: null,
      refund: null,
    });

    const captured = await site.becomes(order, 'captured');
    expect(captured).toMatchObject({ id: payment.id, failureCode: null });
    expect(captured.capturedAt).not.toBeNull();
    await eventually(() => expect(messagesAbout(payment.id)).toHaveLength(1));
    expect(messagesAbout(payment.id)[0]).toMatchObject({
      type: 'payment.captured',
      data: { orderId: order.orderId, version: 2, status: 'captured', amount: order.total },
    });
    expect(messagesAbout(payment.id)[0]?.traceparent).toContain(answer.headers['x-request-id']);
  });

  it('shows buyers who ask at the same moment each the payments of their own order', async () => {
    const orders = [newOrder(site), newOrder(site), newOrder(site)];
    for (const order of orders) {
      await site.says(order);
      await site.pay(order);
    }
    const [own, others] = await Promise.all([
      Promise.all(orders.map((order) => site.list(order))),
      Promise.all(orders.map((order) => site.list(order, newId()))),
    ]);
    const orderIds = own.map((payments) => payments.map(({ orderId }) => orderId));
    expect(orderIds).toEqual(orders.map(({ orderId }) => [orderId]));
    expect(others).toEqual([[], [], []]);
  });

  it('continues the trace of the order, which is the trace of the purchase', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const order = await site.says(newOrder(site), `00-${traceId}-b7ad6b7169203331-00`);
    const answer = await site.pay(order);
    const { id } = answer.json<Payment>();
    await eventually(() => expect(messagesAbout(id)[0]?.traceparent).toContain(traceId));
    expect(answer.headers['x-request-id']).not.toBe(traceId);
  });

  it.each([
    ['4000 0000 0000 0002', 'card_declined'],
    ['4111 1111 1111 1111', 'card_invalid'],
  ])('with %s fails as %s, and can be tried again', async (number, failureCode) => {
    const order = await site.says(newOrder(site));
    expect((await site.pay(order, cardNumber(number))).statusCode).toBe(202);
    const failed = await site.becomes(order, 'failed');
    expect(failed).toMatchObject({ failureCode, capturedAt: null });
    await eventually(() => expect(messagesAbout(failed.id)[0]?.type).toBe('payment.failed'));

    expect((await site.pay(order)).statusCode).toBe(202);
    const captured = await site.becomes(order, 'captured');
    expect((await site.list(order)).map((payment) => payment.id)).toEqual([captured.id, failed.id]);
  });

  it('waits for an order that has not come yet', async () => {
    const order = newOrder(site);
    const answer = site.pay(order);
    // By the time these later requests are answered, the first has looked for the order.
    for (let turn = 0; turn < 5; turn += 1) await site.list(order);
    await site.saysLater(order);
    expect((await answer).statusCode).toBe(202);
  });

  it('gets a Retry-After and no charge while the order has not arrived', async () => {
    const order = newOrder(site);
    const answer = await site.pay(order);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.json().detail).toContain('You haven’t been charged');
    expect(await site.list(order)).toEqual([]);
    await site.says(order);
    expect((await site.pay(order)).statusCode).toBe(202);
  });

  it('is possible for the buyer alone', async () => {
    const order = await site.says(newOrder(site));
    expect((await site.pay(order, goodCard, newId())).statusCode).toBe(404);
    const payment = (await site.pay(order)).json<Payment>();
    const read = async (buyerId: string) =>
      site.inject({
        method: 'GET',
        url: `/api/payments/${payment.id}`,
        headers: { cookie: await site.cookie(buyerId) },
      });
    expect((await read(order.buyer.accountId)).json()).toMatchObject({ id: payment.id });
    expect((await read(newId())).statusCode).toBe(404);
    expect(await site.list(order, newId())).toEqual([]);
    const anonymous = await site.inject({
      method: 'POST',
      url: '/api/payments',
      payload: { orderId: order.orderId, card: goodCard },
    });
    expect(anonymous.statusCode).toBe(401);
  });

  it.each([
    ['order_cancelled', { version: 2, status: 'cancelled' }],
    ['order_expired', { version: 2, status: 'expired' }],
    ['already_paid', { version: 2, status: 'paid', paidAt: '2026-11-20T10:00:00.000Z' }],
  ] as const)('refuses with %s', async (code, fields) => {
    const order = newOrder(site);
    await site.says({ ...order, ...fields });
    await site.says({ ...order, version: 1 }); // the older state comes later, and changes nothing
    const answer = await site.pay(order);
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code });
  });

  it('refuses by its own clock once the hold is over, before the message about that arrives', async () => {
    const order = await site.says(newOrder(site));
    site.clock.advance(15 * 60_000);
    expect((await site.pay(order)).json()).toMatchObject({ code: 'order_expired' });
    expect(await site.list(order)).toEqual([]);
  });

  it('refuses an invalid body without repeating the card in the error', async () => {
    const order = await site.says(newOrder(site));
    const answer = await site.pay(order, { ...goodCard, number: '4242-4242-4242-4242' });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('4242-4242');
  });
});

describe('paying at the same instant', () => {
  it('makes one payment and one charge', async () => {
    site.webhooks.down = true; // so that none is settled while the others arrive
    const order = await site.says(newOrder(site));
    const answers = await Promise.all(Array.from({ length: 12 }, () => site.pay(order)));
    const codes = answers.map((answer) => answer.json<{ code?: string }>().code ?? 'accepted');
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(codes.filter((code) => code === 'payment_in_progress')).toHaveLength(11);
    const charges = await site.database.query(
      'select from sandbox_charge join payment on payment.id = payment_id where order_id = $1',
      [order.orderId],
    );
    expect(charges).toHaveLength(1);
    site.webhooks.down = false;
    site.clock.advance(60_000);
    await site.becomes(order, 'captured');
  });

  it('refuses another payment once one is captured, before `orders` has confirmed it', async () => {
    const order = await site.says(newOrder(site));
    await site.pay(order);
    await site.becomes(order, 'captured');
    expect((await site.pay(order)).json()).toMatchObject({ code: 'already_paid' });
    expect(await site.list(order)).toHaveLength(1);
  });

  it('blocks a caller who tries out cards on one order', async () => {
    const order = await site.says(newOrder(site));
    const answers = [];
    for (let attempt = 0; attempt < 21; attempt += 1) answers.push(await site.pay(order));
    expect(answers.at(-1)?.statusCode).toBe(429);
    expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('the card', () => {
  it('is neither in the database nor in the logs', async () => {
    const order = await site.says(newOrder(site));
    const card = { number: '5555 6666 7777 8884', expiry: '11/78', cvc: '8642' };
    await site.pay(order, card);
    await site.becomes(order, 'failed');
    const tables = await site.database.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    expect(tables.map((table) => table.name)).toContain('sandbox_charge');
    const rows = await Promise.all(
      tables.map(({ name }) =>
        site.database.query<{ text: string }>(`select t::text as text from "${name}" as t`),
      ),
    );
    const everything = [...rows.flat().map((row) => row.text), ...site.logged];
    expect(everything.some((text) => text.includes(order.orderId))).toBe(true);
    for (const secret of [card.number, card.number.replaceAll(' ', ''), card.expiry]) {
      expect(everything.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(everything.filter((text) => /(?<![0-9a-f-])8642(?![0-9a-f-])/.test(text))).toEqual([]);
  });
});
