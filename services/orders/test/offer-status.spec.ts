import { ticketTypeUpdated } from '@onsale/contracts/catalog/messages';
import type { Availability, Sales } from '@onsale/contracts/orders/http';
import { paymentCaptured } from '@onsale/contracts/payments/messages';
import { newId } from '@onsale/runtime';
import { eventually, type TestServer, testAccount, testTicketType } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders, stockOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

type TicketType = Awaited<ReturnType<typeof putOnSale>>['ticketType'];

/** Publishes the organiser’s change, and waits until the service has received it. */
async function change(type: TicketType, changes: Partial<TicketType>): Promise<TicketType> {
  const data = { ...type, ...changes, version: type.version + 1 };
  await publish(server, ticketTypeUpdated, type.ticketTypeId, data);
  await eventually(async () => {
    const [row] = await server.infra.database.query<{ version: number }>(
      'select version from ticket_type where id = $1',
      [type.ticketTypeId],
    );
    expect(row?.version).toBe(data.version);
  });
  return data;
}

const availability = async (eventId: string): Promise<Availability> =>
  (await server.request('GET', `/api/events/${eventId}/availability`)).json();

describe('a ticket type that is not active', () => {
  it('is refused by the transaction of the hold, and sold again as soon as it is active', async () => {
    const { ticketType } = await putOnSale(server);
    const paused = await change(ticketType, { status: 'paused' });
    expect((await order(server, testAccount(), paused)).body.code).toBe('sale_paused');
    const active = await change(paused, { status: 'active' });
    // A process that has seen the type paused may go on refusing it for a moment.
    server.clock.advance(1_000);
    expect((await order(server, testAccount(), active)).status).toBe(201);
  });

  it('stays inactive when the previous release, which does not know that status, changes the price', async () => {
    const { ticketType } = await putOnSale(server);
    const paused = await change(ticketType, { status: 'paused', position: 3 });
    const { status: _, position: __, ...unknowing } = paused;
    await change(unknowing, { price: { amount: 1, currency: 'EUR' } });
    expect((await order(server, testAccount(), paused)).body.code).toBe('sale_paused');
  });

  it('is not sold when a later release has given it a status unknown to this one', async () => {
    const { ticketType } = await putOnSale(server);
    const later = await change(ticketType, { status: 'raffled' as 'paused' });
    expect((await order(server, testAccount(), later)).status).toBe(503);
    const [shown] = (await availability(later.eventId)).ticketTypes;
    expect(shown?.status).toBe('closed');
  });

  it.each(['hidden', 'deleted'] as const)(
    'is not shown to anyone when it is %s',
    async (status) => {
      const { event, ticketType } = await putOnSale(server, { name: 'Secret' });
      await change(ticketType, { status });
      await eventually(async () => {
        expect((await availability(event.eventId)).ticketTypes).toEqual([]);
      });
      const refused = await order(server, testAccount(), ticketType);
      expect(refused.body.code).toBe('sale_closed');
      expect(JSON.stringify(refused.body)).not.toContain('Secret');
    },
  );

  it('(paused) is shown as paused, at its place in the organiser’s order', async () => {
    const { event, ticketType } = await putOnSale(server);
    const first = testTicketType(event.eventId, { status: 'paused', position: 1 });
    await publish(server, ticketTypeUpdated, first.ticketTypeId, first);
    await change(ticketType, { position: 2 });
    await eventually(async () => {
      const { ticketTypes } = await availability(event.eventId);
      expect(ticketTypes.map((one) => [one.ticketTypeId, one.status, one.paused])).toEqual([
        [first.ticketTypeId, 'closed', true],
        [ticketType.ticketTypeId, 'open', undefined],
      ]);
    });
  });
});

describe('a ticket type with a minimum per order', () => {
  it('keeps it when a release that does not know it changes something else', async () => {
    const { ticketType } = await putOnSale(server, { name: 'Group', minPerOrder: 3 });
    const { minPerOrder: _, ...silent } = ticketType;
    const party = await change(silent, { name: 'Party' });
    await eventually(async () => {
      const refused = await order(server, testAccount(), ticketType, 2);
      expect(refused.body).toMatchObject({
        code: 'under_minimum',
        detail: expect.stringContaining('Party'),
      });
    });
    const [buyer, key] = [testAccount(), newId()];
    const held = await order(server, buyer, ticketType, 3, key);
    expect(held.status).toBe(201);
    // A hold below a later minimum stays, and its key still leads to it.
    await change(party, { minPerOrder: 4 });
    await eventually(async () => {
      const refused = await order(server, testAccount(), ticketType, 3);
      expect(refused.body.code).toBe('under_minimum');
    });
    expect(await order(server, buyer, ticketType, 3, key)).toEqual(held);
  });
});

describe('an order that was held before its ticket type was deleted', () => {
  it('is paid like any other, and counts in the sales', async () => {
    const { event, ticketType } = await putOnSale(server);
    const buyer = testAccount();
    const { body } = await order(server, buyer, ticketType);
    await change(ticketType, { status: 'deleted' });
    const paymentId = newId();
    await publish(server, paymentCaptured, paymentId, {
      paymentId,
      version: 2,
      orderId: body.id,
      status: 'captured',
      provider: 'sandbox',
      amount: body.total,
      failureCode: null,
      capturedAt: server.infra.clock.now().toISOString(),
      refundReason: null,
      refundedAt: null,
    });
    await eventually(async () => {
      const read = await server.request('GET', `/api/orders/${body.id}`, { as: buyer });
      expect(read.json()).toMatchObject({ status: 'paid', refunds: [] });
    });
    const sales: Sales = (
      await server.request('GET', `/api/events/${event.eventId}/sales`, {
        as: testAccount({ accountId: event.organiserId }),
      })
    ).json();
    expect(sales.ticketTypes).toMatchObject([{ ticketTypeId: ticketType.ticketTypeId, sold: 1 }]);
  });

  it('is either held or refused when hold and deletion meet, and never lost', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 100 });
    const holds = Array.from({ length: 30 }, () => order(server, testAccount(), ticketType));
    const [answers] = await Promise.all([
      Promise.all(holds),
      change(ticketType, { status: 'deleted' }),
    ]);
    const held = answers.filter(({ status }) => status === 201).length;
    expect(answers.filter(({ body }) => body.code === 'sale_closed').length).toBe(30 - held);
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({ held });
    expect((await order(server, testAccount(), ticketType)).body.code).toBe('sale_closed');
  });
});
