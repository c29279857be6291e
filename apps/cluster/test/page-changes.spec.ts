import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { catalog } from '@onsale/catalog';
import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import { type ChangeFeed, openChangeFeed } from '@onsale/front';
import { type Local, local } from '@onsale/infra';
import { connectRedis, createRedisBroadcast, createRedisCache } from '@onsale/infra/cluster';
import { orders } from '@onsale/orders';
import {
  addPageChanges,
  createHttpServer,
  newId,
  readSettings,
  type ServiceDefinition,
  type Stop,
  startService,
  stopAll,
  systemClock,
} from '@onsale/runtime';
import {
  eventually,
  hasRedis,
  pickFreePort,
  startRedis,
  type TestRedis,
  testAccount,
  testCookie,
  testFolder,
  testLogger,
  testSessionKeys,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const dayMs = 86_400_000;

describe.runIf(hasRedis)('pages that listen to one process of a service', () => {
  const log = testLogger();
  const stops: Stop[] = [];
  let servers: Local;
  let redis: TestRedis;
  /** Each service twice: the first one makes the changes, pages listen to the second. */
  let first: Record<'catalog' | 'orders', string>;
  let second: typeof first;
  let feed: ChangeFeed;
  let hears = false;
  const heard = new Set<string>();
  const organiser = testAccount();

  beforeAll(async () => {
    const folder = await testFolder('page-changes');
    stops.push(() => rm(folder, { recursive: true }));
    servers = await local({
      dataDir: `${folder}/postgres`,
      services: ['catalog', 'orders'],
      postgresSettings: { fsync: 'off', synchronous_commit: 'off' },
      log,
    });
    stops.push(() => servers.stop());
    redis = await startRedis();
    stops.push(() => redis.stop());
    first = { catalog: await serve(catalog, true), orders: await serve(orders, true) };
    second = { catalog: await serve(catalog, false), orders: await serve(orders, false) };
    feed = openChangeFeed(
      Object.entries(second).map(([name, url]) => `${url}/page-changes/${name}`),
      {
        changed: (what) => {
          for (const one of what) heard.add(one);
        },
        hears: (everything) => {
          hears = everything;
        },
      },
    );
    stops.push(async () => feed.close());
    await eventually(() => expect(hears).toBe(true));
  });
  afterAll(() => stopAll(stops.reverse()));

  /** A process of a service, which shares the database with others, and receives their broadcasts through Redis. */
  async function serve(
    // biome-ignore lint/suspicious/noExplicitAny: whatever its settings
    service: ServiceDefinition<any>,
    takesMessages: boolean,
  ): Promise<string> {
    const connections = connectRedis({ url: redis.url, service: service.name, log });
    stops.push(() => connections.close());
    const own = await servers.infra(service.name, service.migrations);
    const running = await startService(
      service,
      {
        ...own,
        broadcast: createRedisBroadcast({ redis: connections, log }),
        cache: createRedisCache({ redis: connections, log }),
        // One process handles the messages for both, as is usual.
        ...(takesMessages ? {} : { bus: { ...own.bus, subscribe: async () => async () => {} } }),
      },
      readSettings(service.settings, { ONSALE_ORGANISERS: 'everyone' }),
    );
    stops.push(() => running.stop());
    const app = await createHttpServer({
      services: [running],
      clock: systemClock,
      log,
      sessionPublicKey: testSessionKeys.publicKey,
      trustProxy: 'loopback',
      checkReplies: true,
    });
    if (running.pageChanges) addPageChanges(app, service.name, running.pageChanges);
    await app.listen({ port: await pickFreePort(), host: '127.0.0.1' });
    stops.push(() => app.close());
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  }

  async function call<T>(url: string, method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(url + path, {
      method,
      headers: {
        cookie: await testCookie(organiser, systemClock.now()),
        'idempotency-key': newId(),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  async function putOnSale() {
    const at = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
    const event = await call<EventListing>(first.catalog, 'POST', '/api/events', {
      title: 'Concert',
      venueName: 'Hall',
      startsAt: at(30),
      endsAt: at(30.1),
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
    });
    const type = await call<TicketType>(
      first.catalog,
      'POST',
      `/api/events/${event.id}/ticket-types`,
      { name: 'Seat', price: { amount: 2_500, currency: 'EUR' }, capacity: 10 },
    );
    await call(first.catalog, 'POST', `/api/events/${event.id}/publish`);
    return { eventId: event.id, ticketTypeId: type.id };
  }

  it('receive the changes of another process, and then get the new state', async () => {
    const { eventId } = await putOnSale();
    await eventually(() => expect([...heard]).toEqual(expect.arrayContaining([eventId, 'events'])));
    const path = `/api/events/${eventId}`;
    const { title, version } = await call<EventListing>(second.catalog, 'GET', path);
    expect(title).toBe('Concert');
    heard.clear();
    await call(first.catalog, 'PATCH', path, { version, title: 'Matinee' });
    await eventually(() => expect([...heard]).toEqual(expect.arrayContaining([eventId, 'events'])));
    expect((await call<EventListing>(second.catalog, 'GET', path)).title).toBe('Matinee');
  });

  it('receive which tickets another process sold', async () => {
    const { eventId, ticketTypeId } = await putOnSale();
    const path = `/api/events/${eventId}/availability`;
    const left = async () => {
      const { ticketTypes } = await call<{ ticketTypes: { available: number }[] }>(
        second.orders,
        'GET',
        path,
      );
      return ticketTypes[0]?.available;
    };
    await eventually(async () => expect(await left()).toBe(10));
    heard.clear();
    const lines = [{ ticketTypeId, quantity: 2 }];
    await call(first.orders, 'POST', '/api/orders', { eventId, lines });
    // A notice about the new stock may still be in transit.
    await eventually(async () => {
      expect([...heard]).toContain(`stock:${eventId}`);
      expect(await left()).toBe(8);
    });
  });
});
