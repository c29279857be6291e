import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { newId } from '@onsale/runtime';
import {
  eventually,
  pickFreePort,
  type TestServer,
  testAccount,
  testCookie,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anotherInstance } from './another-instance.js';
import { publish, putOnSale, startOrders, stockOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

describe('several instances on one database', () => {
  it('never sell a ticket twice, even while others are given back', async () => {
    const capacity = 60;
    const { event, ticketType } = await putOnSale(server, { capacity, perOrderLimit: 12 });
    const instances = await Promise.all([
      anotherInstance(server),
      anotherInstance(server),
      anotherInstance(server),
    ]);
    const shop = async (index: number) => {
      const { app } = instances[index % instances.length] as (typeof instances)[number];
      const cookie = await testCookie(testAccount(), server.infra.clock.now());
      const statuses: number[] = [];
      for (let round = 0; round < 4; round++) {
        const quantity = 1 + ((index + round) % 3);
        const placed = await app.inject({
          method: 'POST',
          url: '/api/orders',
          headers: { cookie, 'idempotency-key': newId() },
          payload: {
            eventId: event.eventId,
            lines: [{ ticketTypeId: ticketType.ticketTypeId, quantity }],
          },
        });
        statuses.push(placed.statusCode);
        if (placed.statusCode === 201 && (index + round) % 2 === 0) {
          const url = `/api/orders/${placed.json().id}`;
          statuses.push(
            (await app.inject({ method: 'DELETE', url, headers: { cookie } })).statusCode,
          );
        }
      }
      return statuses;
    };
    const statuses = (await Promise.all(Array.from({ length: 90 }, (_, n) => shop(n)))).flat();
    for (const instance of instances) await instance.stop();

    // The constraints of the table would turn an oversell into a 500; there must be none.
    expect(new Set(statuses)).toEqual(new Set([200, 201, 409]));
    const stock = await stockOf(server, ticketType.ticketTypeId);
    const [sum] = await server.infra.database.query<{ held: number }>(
      `select coalesce(sum(quantity), 0)::int as held from orders
       where event_id = $1 and status = 'pending'`,
      [event.eventId],
    );
    expect(stock).toMatchObject({ capacity, sold: 0, held: sum?.held });
    expect(sum?.held).toBeLessThanOrEqual(capacity);
  });

  it('notify their watchers of changes made by another instance', async () => {
    const { event } = await putOnSale(server);
    const other = await anotherInstance(server);
    const url = await other.app.listen({ port: await pickFreePort(), host: '127.0.0.1' });
    const aborted = new AbortController();
    const { body } = await fetch(`${url}/api/events/${event.eventId}/availability/stream`, {
      signal: aborted.signal,
    });
    let heard = '';
    const reading = (async () => {
      for await (const chunk of body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => undefined);
    await eventually(() => expect(heard).toContain('"eventVersion":1'));
    await publish(server, eventUpdated, event.eventId, { ...event, version: 2 });
    await eventually(() => expect(heard).toContain('"eventVersion":2'));
    aborted.abort();
    await reading;
    await other.stop();
  });

  it('create one order per key, whichever instances are asked', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 20 });
    const other = await putOnSale(server, { capacity: 20 });
    const instances = await Promise.all([anotherInstance(server), anotherInstance(server)]);
    const cookie = await testCookie(testAccount(), server.infra.clock.now());
    const key = newId();
    const ask = (index: number, type: typeof ticketType) =>
      (instances[index % 2] as (typeof instances)[number]).app.inject({
        method: 'POST',
        url: '/api/orders',
        headers: { cookie, 'idempotency-key': key },
        payload: {
          eventId: type.eventId,
          lines: [{ ticketTypeId: type.ticketTypeId, quantity: 1 }],
        },
      });
    // Requests with one key for two events share no lock: the unique index decides.
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => ask(n, n % 3 === 0 ? other.ticketType : ticketType)),
    );
    for (const instance of instances) await instance.stop();
    const placed = answers.filter((answer) => answer.statusCode === 201);
    const refused = answers.filter((answer) => answer.statusCode === 409);
    expect(placed.length + refused.length).toBe(24);
    expect(new Set(placed.map((answer) => answer.json().id)).size).toBe(1);
    expect(new Set(refused.map((answer) => answer.json().code))).toEqual(
      new Set(['idempotency_key_reused']),
    );
    const rows = await server.infra.database.query(
      'select id from orders where event_id in ($1, $2)',
      [event.eventId, other.event.eventId],
    );
    expect(rows).toHaveLength(1);
  });
});
