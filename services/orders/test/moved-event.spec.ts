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

/** A minute later, so that what was ordered before was ordered before. */
async function change(event: EventState): Promise<void> {
  server.infra.clock.advance(minuteMs);
  await publish(server, eventUpdated, event.eventId, event);
  await eventually(async () => expect(await versionOf(event.eventId)).toBe(event.version));
}

describe('an order whose event was moved', () => {
  // First: that version goes by the database's clock, which is behind once a test has moved ours.
  it('says where it was to be also when the version before this one wrote the event in between', async () => {
    const buyer = testAccount();
    const { event, ticketType } = await putOnSale(server);
    const { body } = await order(server, buyer, ticketType);
    await server.infra.database.query(
      "update event set version = 2, ends_at = ends_at + interval '1 hour' where id = $1",
      [event.eventId],
    );
    // What it wrote is not all: nothing is said until the whole is known.
    expect(await movedFrom(buyer, body)).toBeNull();
    await change({ ...event, version: 3, venueName: 'Kuppel' });
    expect(await movedFrom(buyer, body)).toMatchObject({ venueName: event.venueName });
  });

  it('says when and where the event was to be when it was placed, and nothing once that holds again', async () => {
    const buyer = testAccount();
    const { event, ticketType } = await putOnSale(server);
    const { body: early } = await order(server, buyer, ticketType);
    expect(await movedFrom(buyer, early)).toBeNull();

    await change({ ...event, version: 2, venueName: 'Kuppel' });
    const { body: late } = await order(server, buyer, ticketType);
    await change({ ...event, version: 3, venueName: 'Kuppel', title: 'Another title' });
    const { startsAt, endsAt, timeZone, venueName, venueAddress } = event;
    const plan = { startsAt, endsAt, timeZone, venueName, venueAddress };
    // Those who look at the same moment are answered together, each about their own.
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
