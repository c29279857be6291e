import { eventUpdated } from '@onsale/contracts/catalog/messages';
import type { EventOrder, Order } from '@onsale/contracts/orders/http';
import { newId } from '@onsale/runtime';
import { eventually, type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

const get = (path: string, as: TestAccount) => server.request('GET', path, { as });

describe('the orders for an event', () => {
  it('are found by names in any order and without accents, and by parts of an address or order number', async () => {
    const { event, ticketType } = await putOnSale(server);
    const organiser = testAccount({ accountId: event.organiserId });
    const people = ['Jane Doe', 'José Muñoz', '100% Ann', '山田 太郎', 'Ærø Łuczak'];
    const placed = new Map<string, Order>();
    for (const name of people) {
      const buyer = testAccount({
        name,
        email: `p${placed.size}.person@mail${placed.size}.example`,
      });
      placed.set(name, (await order(server, buyer, ticketType)).body);
    }
    const found = async (q: string, more = '') => {
      const path = `/api/events/${event.eventId}/orders?q=${encodeURIComponent(q)}${more}`;
      const { items } = (await get(path, organiser)).json<{ items: EventOrder[] }>();
      return items.map(({ buyer }) => buyer.name);
    };
    expect(await found('doe, jane')).toEqual(['Jane Doe']);
    expect(await found('Doe-Jane')).toEqual(['Jane Doe']);
    expect(await found('munos')).toEqual(['José Muñoz']);
    expect(await found('jose MUNOZ')).toEqual(['José Muñoz']);
    expect(await found('山田')).toEqual(['山田 太郎']);
    expect(await found('luczak AERO')).toEqual(['Ærø Łuczak']);
    expect(await found('%')).toEqual(['100% Ann']);
    expect(await found('@mail3.')).toEqual(['山田 太郎']);
    const { id } = placed.get('Jane Doe') as Order;
    const last = id.slice(-12);
    for (const part of [
      ...[id, id.toUpperCase(), last, id.replaceAll('-', '').slice(8)],
      ...[`Order ${last}`, `No. ${last}`, `#${last}`, `order #${id.toUpperCase()}`],
    ]) {
      expect(await found(part), part).toEqual(['Jane Doe']);
    }
    expect(await found('doe', '&status=pending')).toEqual(['Jane Doe']);
    expect(await found('doe', '&status=paid')).toEqual([]);
    expect(await found('\u200b ')).toHaveLength(people.length);
    expect(await found('nobody')).toEqual([]);
  });

  it('can each be read by the organiser alone, and only under their own event', async () => {
    const [one, other] = [await putOnSale(server), await putOnSale(server)];
    const buyer = testAccount();
    const { body } = await order(server, buyer, one.ticketType);
    const organiser = testAccount({ accountId: one.event.organiserId });
    const at = (eventId: string, id = body.id) => `/api/events/${eventId}/orders/${id}`;
    const { name, email } = buyer;
    expect((await get(at(one.event.eventId), organiser)).json()).toEqual({
      ...body,
      movedFrom: null,
      buyer: { name, email },
    });
    const others = testAccount({ accountId: other.event.organiserId });
    for (const response of await Promise.all([
      get(at(one.event.eventId), buyer),
      get(at(other.event.eventId), organiser),
      get(at(other.event.eventId), others),
      get(at(one.event.eventId, newId()), organiser),
    ])) {
      expect(response.statusCode).toBe(404);
    }
  });
});

describe('the refund terms of an order', () => {
  it('are those at the time it was placed, whatever they are now', async () => {
    const { event, ticketType } = await putOnSale(server, {}, { refundPolicy: 'Until Friday.' });
    const organiser = testAccount({ accountId: event.organiserId });
    const buyer = testAccount();
    const terms = async ({ id }: Order) =>
      (await get(`/api/orders/${id}`, buyer)).json<Order>().refundPolicy;
    const { body: early } = await order(server, buyer, ticketType);
    expect(await terms(early)).toBe('Until Friday.');

    const change = async (version: number, changes: object) => {
      server.infra.clock.advance(60_000);
      await publish(server, eventUpdated, event.eventId, { ...event, ...changes, version });
      await eventually(async () => {
        const [row] = await server.infra.database.query<{ version: number }>(
          'select version from event where id = $1',
          [event.eventId],
        );
        expect(row?.version).toBe(version);
      });
    };
    await change(2, { refundPolicy: 'No refunds.' });
    const { body: late } = await order(server, buyer, ticketType);
    // The terms are removed, and a later message without the field leaves them so.
    await change(3, { refundPolicy: '' });
    await change(4, { refundPolicy: undefined, title: 'Another title' });
    const { body: last } = await order(server, buyer, ticketType);
    expect(await Promise.all([early, late, last].map(terms))).toEqual([
      'Until Friday.',
      'No refunds.',
      '',
    ]);
    const path = `/api/events/${event.eventId}/orders/${early.id}`;
    expect((await get(path, organiser)).json<EventOrder>().refundPolicy).toBe('Until Friday.');
    expect((await get(`/api/orders/${early.id}`, buyer)).json<Order>().movedFrom).toBeNull();
  });
});
