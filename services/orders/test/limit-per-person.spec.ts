import type { TicketTypeState } from '@onsale/contracts/catalog/messages';
import { eventUpdated, ticketTypeCreated } from '@onsale/contracts/catalog/messages';
import { paymentCaptured } from '@onsale/contracts/payments/messages';
import { newId } from '@onsale/runtime';
import {
  eventually,
  type TestAccount,
  type TestServer,
  testAccount,
  testTicketType,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anotherInstance } from './another-instance.js';
import { order, publish, putOnSale, startOrders, stockOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

/** Adds another ticket type to the event. */
async function addType(eventId: string, changes: Partial<TicketTypeState> = {}) {
  const type = testTicketType(eventId, changes);
  await publish(server, ticketTypeCreated, type.ticketTypeId, type);
  await eventually(async () => expect(await stockOf(server, type.ticketTypeId)).toBeDefined());
  return type;
}

const cancel = (buyer: TestAccount, id: string) =>
  server.request('DELETE', `/api/orders/${id}`, { as: buyer });

const free = { price: { amount: 0, currency: 'EUR' } };

async function pay(body: { id: string; total: object }): Promise<string> {
  const paymentId = newId();
  await publish(server, paymentCaptured, paymentId, {
    paymentId,
    version: 2,
    orderId: body.id,
    status: 'captured',
    provider: 'sandbox',
    amount: body.total as { amount: number; currency: string },
    failureCode: null,
    capturedAt: server.clock.now().toISOString(),
    refundReason: null,
    refundedAt: null,
  });
  return paymentId;
}

const readOrder = async (buyer: TestAccount, id: string) =>
  (await server.request('GET', `/api/orders/${id}`, { as: buyer })).json<{
    status: string;
    refunds: { reason: string }[];
  }>();

describe('the limit of a ticket type', () => {
  it('applies to all orders of a person together, and the refusal says how many they have', async () => {
    const { ticketType } = await putOnSale(server, { perOrderLimit: 4 });
    const buyer = testAccount();
    expect((await order(server, buyer, ticketType, 2)).status).toBe(201);
    expect(await order(server, buyer, ticketType, 3)).toMatchObject({
      status: 409,
      body: {
        code: 'over_limit',
        detail: 'You can buy up to 4 of General admission. You already have 2.',
      },
    });
    expect((await order(server, buyer, ticketType, 2)).status).toBe(201);
    expect((await order(server, testAccount(), ticketType, 4)).status).toBe(201);
  });

  it('counts held and bought tickets, and not those given back', async () => {
    const { ticketType } = await putOnSale(server, { perOrderLimit: 1 });
    const buyer = testAccount();
    const { body: first } = await order(server, buyer, ticketType);
    expect((await order(server, buyer, ticketType)).body.code).toBe('over_limit');
    await cancel(buyer, first.id);
    const { body: second } = await order(server, buyer, ticketType);
    await pay(second);
    await eventually(async () => {
      expect((await readOrder(buyer, second.id)).status).toBe('paid');
    });
    expect((await order(server, buyer, ticketType)).body.code).toBe('over_limit');
  });

  it('is shown with the number of tickets that the caller holds and has bought, and nobody else’s', async () => {
    const { event, ticketType } = await putOnSale(server, { perOrderLimit: 4 });
    const other = await addType(event.eventId);
    const elsewhere = await putOnSale(server);
    const buyer = testAccount();
    const own = (as: TestAccount) =>
      server
        .request('GET', `/api/events/${event.eventId}/own-tickets`, { as })
        .then((answer) => answer.json<{ ticketTypes: object[] }>().ticketTypes);
    expect(await own(buyer)).toEqual([]);
    const { body: first } = await order(server, buyer, ticketType);
    await order(server, buyer, ticketType, 2);
    await order(server, buyer, elsewhere.ticketType);
    await order(server, testAccount(), other);
    expect(await own(buyer)).toEqual([{ ticketTypeId: ticketType.ticketTypeId, quantity: 3 }]);
    await pay(first);
    await eventually(async () => {
      expect((await readOrder(buyer, first.id)).status).toBe('paid');
    });
    expect(await own(buyer)).toEqual([{ ticketTypeId: ticketType.ticketTypeId, quantity: 3 }]);
    const anonymous = await server.request('GET', `/api/events/${event.eventId}/own-tickets`);
    expect(anonymous.statusCode).toBe(401);
  });

  it('is not exceeded by a thousand requests of one account at once, in three processes', async () => {
    const { event, ticketType } = await putOnSale(
      server,
      { capacity: 1_000, perOrderLimit: 4, ...free },
      { perPersonLimit: 6 },
    );
    const other = await addType(event.eventId, { capacity: 1_000, perOrderLimit: 5, ...free });
    const processes = await Promise.all([1, 2, 3].map(() => anotherInstance(server)));
    const buyer = testAccount();
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => {
        const type = n % 2 === 0 ? ticketType : other;
        const { ask } = processes[n % 3] as (typeof processes)[number];
        return ask(buyer, type, 1);
      }),
    );
    for (const process of processes) await process.stop();
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect(new Set(answers.filter((a) => a.status !== 201).map((a) => a.code))).toEqual(
      new Set(['over_limit']),
    );
    const sold = [ticketType, other].map(async (type) => {
      return (await stockOf(server, type.ticketTypeId))?.sold ?? 0;
    });
    const [one = 0, two = 0] = await Promise.all(sold);
    expect([one <= 4, two <= 5, one + two]).toEqual([true, true, 6]);
  });
});

describe('the limit of an event', () => {
  it('applies to all its ticket types together, in one order and over several', async () => {
    const { event, ticketType } = await putOnSale(server, {}, { perPersonLimit: 4 });
    const child = await addType(event.eventId, { name: 'Child' });
    const buyer = testAccount();
    const both = await server.request('POST', '/api/orders', {
      as: buyer,
      headers: { 'idempotency-key': newId() },
      body: {
        eventId: event.eventId,
        lines: [ticketType, child].map(({ ticketTypeId }) => ({ ticketTypeId, quantity: 3 })),
      },
    });
    expect(both.json()).toMatchObject({
      code: 'over_limit',
      detail: 'You can buy up to 4 tickets for this event.',
    });
    await order(server, buyer, ticketType, 2);
    expect((await order(server, buyer, child, 3)).body).toMatchObject({
      code: 'over_limit',
      detail: 'You can buy up to 4 tickets for this event. You already have 2.',
    });
    expect((await order(server, buyer, child, 2)).status).toBe(201);
    const { ticketType: elsewhere } = await putOnSale(server, {}, { perPersonLimit: 4 });
    expect((await order(server, buyer, elsewhere, 4)).status).toBe(201);
  });

  it('applies from now on when it is lowered, and takes nothing away', async () => {
    const { event, ticketType } = await putOnSale(server);
    const buyer = testAccount();
    const { body } = await order(server, buyer, ticketType, 3);
    await publish(server, eventUpdated, event.eventId, { ...event, version: 2, perPersonLimit: 2 });
    await eventually(async () => {
      expect((await order(server, buyer, ticketType, 1)).body.code).toBe('over_limit');
    });
    await pay(body);
    await eventually(async () => {
      expect((await readOrder(buyer, body.id)).status).toBe('paid');
    });
  });

  it('refunds a late payment when the buyer has reached the limit with other tickets by then', async () => {
    const { ticketType } = await putOnSale(server, {}, { perPersonLimit: 4 });
    const buyer = testAccount();
    const { body: first } = await order(server, buyer, ticketType, 4);
    server.clock.advance(15 * 60_000);
    await eventually(async () => {
      expect((await readOrder(buyer, first.id)).status).toBe('expired');
    });
    const { body: second } = await order(server, buyer, ticketType, 3);
    await pay(second);
    await pay(first);
    await eventually(async () => {
      expect((await readOrder(buyer, second.id)).status).toBe('paid');
      expect(await readOrder(buyer, first.id)).toMatchObject({
        status: 'expired',
        refunds: [{ reason: 'over_limit' }],
      });
    });
  });
});

describe('an account', () => {
  it('holds tickets in at most three unpaid orders, over all events, even with many requests at once', async () => {
    const sales = await Promise.all(Array.from({ length: 8 }, () => putOnSale(server)));
    const processes = await Promise.all([1, 2].map(() => anotherInstance(server)));
    const buyer = testAccount();
    const answers = await Promise.all(
      sales.map(({ ticketType }, n) =>
        (processes[n % 2] as (typeof processes)[number]).ask(buyer, ticketType, 1),
      ),
    );
    for (const process of processes) await process.stop();
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(new Set(answers.filter((a) => a.status !== 201).map((a) => a.code))).toEqual(
      new Set(['too_many_unpaid_orders']),
    );
    const { ticketType } = sales[0] as (typeof sales)[number];
    const refused = await server.request('POST', '/api/orders', {
      as: buyer,
      headers: { 'idempotency-key': newId() },
      body: {
        eventId: ticketType.eventId,
        lines: [{ ticketTypeId: ticketType.ticketTypeId, quantity: 1 }],
      },
    });
    expect(refused.json()).toMatchObject({
      status: 409,
      detail: 'You have 3 unpaid orders. Pay for one of them or cancel one of them first.',
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const held = answers.find(({ status }) => status === 201);
    await cancel(buyer, held?.id ?? '');
    expect((await order(server, buyer, ticketType)).status).toBe(201);
  });

  it('can still order free tickets', async () => {
    const { ticketType } = await putOnSale(server, { perOrderLimit: 10 });
    const { ticketType: gratis } = await putOnSale(server, free);
    const buyer = testAccount();
    for (let n = 0; n < 3; n += 1) await order(server, buyer, ticketType);
    expect((await order(server, buyer, ticketType)).body.code).toBe('too_many_unpaid_orders');
    expect((await order(server, buyer, gratis)).status).toBe(201);
  });

  it('that keeps abandoning its holds must wait, and is given the time', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 4, perOrderLimit: 4 });
    const buyer = testAccount();
    for (let n = 0; n < 6; n += 1) {
      const { status, body } = await order(server, buyer, ticketType, 4);
      expect(status).toBe(201);
      if (n % 2 === 0) await cancel(buyer, body.id);
      else {
        server.clock.advance(15 * 60_000);
        await eventually(async () => {
          expect((await readOrder(buyer, body.id)).status).toBe('expired');
        });
      }
    }
    const refused = await server.request('POST', '/api/orders', {
      as: buyer,
      headers: { 'idempotency-key': newId() },
      body: {
        eventId: ticketType.eventId,
        lines: [{ ticketTypeId: ticketType.ticketTypeId, quantity: 1 }],
      },
    });
    expect(refused.json()).toMatchObject({ status: 429, code: 'too_many_abandoned_orders' });
    expect(refused.json<{ detail: string }>().detail).toContain('You can order again in 4 hours.');
    expect((await order(server, testAccount(), ticketType)).status).toBe(201);
    server.clock.advance(Number(refused.headers['retry-after']) * 1000);
    expect((await order(server, buyer, ticketType)).status).toBe(201);
  });
});
