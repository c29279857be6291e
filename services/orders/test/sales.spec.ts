import { ticketTypeUpdated } from '@onsale/contracts/catalog/messages';
import type { Sales } from '@onsale/contracts/orders/http';
import { paymentCaptured } from '@onsale/contracts/payments/messages';
import { maxAmount } from '@onsale/contracts/values';
import { newId } from '@onsale/runtime';
import { eventually, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

it('the sales of an event add up, even to more than one payment can be', async () => {
  const price = { amount: maxAmount, currency: 'EUR' };
  const { event, ticketType } = await putOnSale(server, { price, capacity: 5 });
  const organiser = testAccount({ accountId: event.organiserId });
  for (let n = 0; n < 3; n++) {
    const { body } = await order(server, testAccount(), ticketType);
    if (n === 2) continue; // left unpaid
    const payment = {
      paymentId: newId(),
      version: 2,
      orderId: body.id,
      status: 'captured' as const,
      provider: 'sandbox',
      amount: body.total,
      failureCode: null,
      capturedAt: server.clock.now().toISOString(),
      refundReason: null,
      refundedAt: null,
    };
    await publish(server, paymentCaptured, payment.paymentId, payment);
  }
  const path = `/api/events/${event.eventId}/sales`;
  await eventually(async () => {
    const response = await server.request('GET', path, { as: organiser });
    expect(response.statusCode).toBe(200);
    expect(response.json<Sales>()).toMatchObject({
      revenue: { amount: 2 * maxAmount, currency: 'EUR' },
      ticketTypes: [{ available: 2, held: 1, sold: 2, revenue: { amount: 2 * maxAmount } }],
      orders: { pending: 1, paid: 2, expired: 0, cancelled: 0, refunded: 0 },
      timeline: [{ sold: 2, revenue: 2 * maxAmount }],
    });
  });
  expect((await server.request('GET', path, { as: testAccount() })).statusCode).toBe(404);
});

it('a capacity lowered below the held and sold tickets is shown beside the actual capacity', async () => {
  const { event, ticketType } = await putOnSale(server, { capacity: 10 });
  const buyer = testAccount();
  const { body } = await order(server, buyer, ticketType, 3);
  await order(server, testAccount(), ticketType, 4);
  const lowered = { ...ticketType, version: 2, capacity: 5 };
  await publish(server, ticketTypeUpdated, ticketType.ticketTypeId, lowered);
  const organiser = testAccount({ accountId: event.organiserId });
  const figures = async () => {
    const path = `/api/events/${event.eventId}/sales`;
    const answer = await server.request('GET', path, { as: organiser });
    return answer.json<Sales>().ticketTypes[0];
  };
  await eventually(async () => {
    const expected = { wantedCapacity: 5, capacity: 7, available: 0, held: 7, sold: 0 };
    expect(await figures()).toMatchObject(expected);
  });
  expect((await order(server, testAccount(), ticketType)).body.code).toBe('sold_out');
  await server.request('DELETE', `/api/orders/${body.id}`, { as: buyer });
  await eventually(async () => {
    const expected = { wantedCapacity: 5, capacity: 5, available: 1, held: 4 };
    expect(await figures()).toMatchObject(expected);
  });
});

it('many watchers of a sale cause one read of the database', async () => {
  const { event, ticketType } = await putOnSale(server);
  await order(server, testAccount(), ticketType);
  const organiser = testAccount({ accountId: event.organiserId });
  const path = `/api/events/${event.eventId}/sales`;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => server.request('GET', path, { as: organiser })),
  );
  const first = answers[0]?.json<Sales>();
  expect(first?.orders.pending).toBe(1);
  for (const answer of answers) expect(answer.json()).toEqual(first);
  await order(server, testAccount(), ticketType);
  await eventually(async () => {
    const answer = await server.request('GET', path, { as: organiser });
    expect(answer.json<Sales>().orders.pending).toBe(2);
  });
});

it('the orders of an event are listed newest first, page by page, or of one status', async () => {
  const { event, ticketType } = await putOnSale(server);
  const { ticketType: another } = await putOnSale(server);
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    const buyer = testAccount();
    const { id } = (await order(server, buyer, ticketType)).body;
    ids.unshift(id);
    await order(server, testAccount(), another);
    if (n === 3) await server.request('DELETE', `/api/orders/${id}`, { as: buyer });
  }
  const list = async (query: string) => {
    const path = `/api/events/${event.eventId}/orders${query}`;
    const organiser = testAccount({ accountId: event.organiserId });
    const page = (await server.request('GET', path, { as: organiser })).json<{
      items: { id: string }[];
      nextCursor: string | null;
    }>();
    return { ids: page.items.map((item) => item.id), next: page.nextCursor };
  };
  const first = await list('?limit=3');
  const second = await list(`?limit=3&cursor=${first.next}`);
  expect([...first.ids, ...second.ids]).toEqual(ids);
  expect(second.next).toBe(null);
  expect((await list('?status=cancelled')).ids).toEqual([ids[1]]);
});
