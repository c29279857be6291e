import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { newId } from '@onsale/runtime';
import { eventually, type TestServer, testAccount, testTicketType } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders, stockOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

describe('placing an order', () => {
  it('gives the last ten tickets to exactly ten of two hundred buyers', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 10 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => order(server, testAccount(), ticketType)),
    );
    const held = answers.filter((answer) => answer.status === 201);
    const refused = answers.filter((answer) => answer.status === 409);
    expect(held).toHaveLength(10);
    expect(refused).toHaveLength(190);
    expect(new Set(refused.map((answer) => answer.body.code))).toEqual(new Set(['sold_out']));
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({
      capacity: 10,
      available: 0,
      held: 10,
      sold: 0,
    });
  });

  it('refuses an order that does not fit without blocking one that does', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 5 });
    const quantities = [4, 3, 1, 2];
    const answers = await Promise.all(
      quantities.map((quantity) => order(server, testAccount(), ticketType, quantity)),
    );
    const left = (await stockOf(server, ticketType.ticketTypeId))?.available ?? Number.NaN;
    const refused = quantities.filter((_, index) => answers[index]?.status === 409);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((quantity) => quantity > left)).toBe(true);
  });

  it('gives the same answer to the same key, however often and however fast', async () => {
    const { ticketType } = await putOnSale(server);
    const buyer = testAccount();
    const key = newId();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => order(server, buyer, ticketType, 2, key)),
    );
    const again = await order(server, buyer, ticketType, 2, key);
    for (const answer of answers) expect(answer).toEqual(again);
    expect(again.status).toBe(201);
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({ held: 2 });
  });

  it('gives that answer even when the order has changed since', async () => {
    const { ticketType } = await putOnSale(server);
    const buyer = testAccount();
    const key = newId();
    const first = await order(server, buyer, ticketType, 1, key);
    await server.request('DELETE', `/api/orders/${first.body.id}`, { as: buyer });
    expect(await order(server, buyer, ticketType, 1, key)).toEqual(first);
  });

  it('refuses a different order under the same key, and keeps the keys of buyers apart', async () => {
    const { ticketType } = await putOnSale(server);
    const buyer = testAccount();
    const key = newId();
    await order(server, buyer, ticketType, 1, key);
    expect(await order(server, buyer, ticketType, 2, key)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });
    expect((await order(server, testAccount(), ticketType, 2, key)).status).toBe(201);
  });

  it('may be tried again under the same key after a refusal', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 1 });
    const first = await order(server, testAccount(), ticketType);
    const buyer = testAccount();
    const key = newId();
    expect((await order(server, buyer, ticketType, 1, key)).body.code).toBe('sold_out');
    const { status } = await order(server, buyer, ticketType, 1, key);
    expect(status).toBe(409);
    expect(first.status).toBe(201);
  });

  it('holds several lines or none', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 5 });
    const buyer = testAccount();
    const response = await server.request('POST', '/api/orders', {
      as: buyer,
      headers: { 'idempotency-key': newId() },
      body: {
        eventId: event.eventId,
        lines: [
          { ticketTypeId: ticketType.ticketTypeId, quantity: 1 },
          { ticketTypeId: testTicketType(event.eventId).ticketTypeId, quantity: 1 },
        ],
      },
    });
    expect(response.json()).toMatchObject({
      status: 400,
      errors: [{ field: 'lines.1.ticketTypeId' }],
    });
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({ available: 5, held: 0 });
  });

  it('refuses the same ticket type in two lines, and a missing key', async () => {
    const { event, ticketType } = await putOnSale(server);
    const line = { ticketTypeId: ticketType.ticketTypeId, quantity: 1 };
    const twice = await server.request('POST', '/api/orders', {
      as: testAccount(),
      headers: { 'idempotency-key': newId() },
      body: { eventId: event.eventId, lines: [line, line] },
    });
    expect(twice.statusCode).toBe(400);
    const keyless = await server.request('POST', '/api/orders', {
      as: testAccount(),
      body: { eventId: event.eventId, lines: [line] },
    });
    expect(keyless.json()).toMatchObject({ status: 400, errors: [{ field: 'idempotency-key' }] });
  });

  it('holds at the price that the buyer saw, or says that it has changed', async () => {
    const { event, ticketType } = await putOnSale(server);
    const at = async (amount: number) => {
      const response = await server.request('POST', '/api/orders', {
        as: testAccount(),
        headers: { 'idempotency-key': newId() },
        body: {
          eventId: event.eventId,
          lines: [
            {
              ticketTypeId: ticketType.ticketTypeId,
              quantity: 1,
              unitPrice: { amount, currency: 'EUR' },
            },
          ],
        },
      });
      return response.json() as { code?: string; total?: object };
    };
    expect(await at(1500)).toMatchObject({ total: { amount: 1500, currency: 'EUR' } });
    expect(await at(1400)).toMatchObject({ code: 'price_changed' });
  });

  it('follows the sales window by the clock of the service', async () => {
    const opensAt = new Date(server.infra.clock.now().getTime() + 60_000);
    const { ticketType } = await putOnSale(server, { salesOpenAt: opensAt.toISOString() });
    expect((await order(server, testAccount(), ticketType)).body.code).toBe('sale_not_open');
    server.clock.set(opensAt);
    expect((await order(server, testAccount(), ticketType)).status).toBe(201);
  });

  it('sells no drafts, and stops when the event is unpublished', async () => {
    const { event, ticketType } = await putOnSale(server);
    await publish(server, eventUpdated, event.eventId, { ...event, version: 2, status: 'draft' });
    await eventually(async () => {
      expect((await order(server, testAccount(), ticketType)).status).toBe(404);
    });
  });

  it('shows the order to its buyer alone', async () => {
    const { ticketType } = await putOnSale(server);
    const buyer = testAccount();
    const { body } = await order(server, buyer, ticketType);
    const url = `/api/orders/${body.id}`;
    expect((await server.request('GET', url, { as: buyer })).json()).toEqual({
      ...body,
      movedFrom: null,
    });
    expect((await server.request('GET', url, { as: testAccount() })).statusCode).toBe(404);
    expect((await server.request('DELETE', url, { as: testAccount() })).statusCode).toBe(404);
    const list = await server.request('GET', '/api/orders', { as: buyer });
    expect(list.json()).toEqual({ items: [body], nextCursor: null });
  });

  it('lists all orders of a buyer page by page, newest first, none twice', async () => {
    const price = { amount: 0, currency: 'EUR' };
    const { ticketType } = await putOnSale(server, { capacity: 100, perOrderLimit: 7, price });
    const buyer = testAccount();
    const placed: string[] = [];
    for (let n = 0; n < 7; n++) placed.push((await order(server, buyer, ticketType)).body.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const response = await server.request('GET', `/api/orders?limit=3${query}`, { as: buyer });
      const page = response.json() as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(placed.reverse());
  });
});
