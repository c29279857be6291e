import { type EventState, eventUpdated } from '@onsale/contracts/catalog/messages';
import type { Order } from '@onsale/contracts/orders/http';
import { eventually, type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders } from './support.js';

const minuteMs = 60_000;

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

const movedFrom = async (buyer: TestAccount, { id }: Order) =>
  (await server.request('GET', `/api/orders/${id}`, { as: buyer })).json<Order>().movedFrom;

const versionOf = async (eventId: string) => {
  const { database } = server.infra;
  const sql = 'select version from event where id = $1';
  return (await database.query<{ version: number }>(sql, [eventId]))[0]?.version;
};

/** Changes the event a minute later, so that earlier orders are clearly older. */
async function change(event: EventState): Promise<void> {
  server.infra.clock.advance(minuteMs);
  await publish(server, eventUpdated, event.eventId, event);
  await eventually(async () => expect(await versionOf(event.eventId)).toBe(event.version));
}

describe('an order whose event was moved', () => {
  // This test comes first: that release uses the database’s clock, which is behind once a test has
  // moved ours.
  it('says where it was to be, even when the previous release wrote the event in between', async () => {
    const buyer = testAccount();
    const { event, ticketType } = await putOnSale(server);
    const { body } = await order(server, buyer, ticketType);
    await server.infra.database.query(
      "update event set version = 2, ends_at = ends_at + interval '1 hour' where id = $1",
      [event.eventId],
    );
    // That release wrote only part of the event; nothing is shown until all of it is known.
    expect(await movedFrom(buyer, body)).toBeNull();
    await change({ ...event, version: 3, venueName: 'Kuppel' });
    expect(await movedFrom(buyer, body)).toMatchObject({ venueName: event.venueName });
  });

  it('says when and where the event was to be when the order was placed, and nothing once that is so again', async () => {
    const buyer = testAccount();
    const { event, ticketType } = await putOnSale(server);
    const { body: early } = await order(server, buyer, ticketType);
    expect(await movedFrom(buyer, early)).toBeNull();

    await change({ ...event, version: 2, venueName: 'Kuppel' });
    const { body: late } = await order(server, buyer, ticketType);
    await change({ ...event, version: 3, venueName: 'Kuppel', title: 'Another title' });
    const { startsAt, endsAt, timeZone, venueName, venueAddress } = event;
    const plan = { startsAt, endsAt, timeZone, venueName, venueAddress };
    // Buyers who ask at the same moment are answered together, each about their own order.
    const looks = [early, late, early].map((placed) => movedFrom(buyer, placed));
    const path = `/api/orders/${early.id}`;
    const strangers = server.request('GET', path, { as: testAccount() });
    expect(await Promise.all(looks)).toEqual([plan, null, plan]);
    expect((await strangers).statusCode).toBe(404);

    await change({ ...event, version: 4 });
    expect(await movedFrom(buyer, early)).toBeNull();
    expect(await movedFrom(buyer, late)).toEqual({ ...plan, venueName: 'Kuppel' });
  });
});
