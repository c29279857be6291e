import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Availability, Order } from '@onsale/contracts/orders/http';
import { expiration } from '@onsale/expiration';
import { type Local, local } from '@onsale/infra';
import { createRedisTimers } from '@onsale/infra/cluster';
import { orders } from '@onsale/orders';
import {
  type Bus,
  createHttpServer,
  newId,
  readSettings,
  type Stop,
  startService,
  systemClock,
} from '@onsale/runtime';
import {
  eventually,
  onSale,
  testAccount,
  testCookie,
  testEvent,
  testFolder,
  testLogger,
  testSessionKeys,
  testTicketType,
} from '@onsale/testing';

/** PostgreSQL and the bus for one sale after another; deleted afterwards, so without fsync. */
export async function startServers(): Promise<Local> {
  const folder = await testFolder('sale');
  const servers = await local({
    dataDir: join(folder, 'postgres'),
    services: ['orders', 'expiration'],
    postgresSettings: { fsync: 'off', synchronous_commit: 'off' },
    log: testLogger(),
  });
  return {
    ...servers,
    async stop() {
      await servers.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Services `orders` and `expiration` with timers in Redis, and one ticket type on sale. */
export interface Sale {
  /** Orders a ticket. @returns the order's id */
  hold(): Promise<string>;
  statusOf(orderId: string): Promise<Order['status']>;
  available(): Promise<number | undefined>;
  stop(): Promise<void>;
}

export async function startSale(
  servers: Local,
  options: {
    readonly redisUrl: string;
    readonly holdSeconds: number;
    readonly capacity: number;
  },
): Promise<Sale> {
  const log = testLogger();
  const clock = systemClock;
  const stops: Stop[] = [];
  const timers = await createRedisTimers({ url: options.redisUrl, clock, log });
  stops.push(() => timers.stop());

  const infraOf = async (service: { name: string; migrations: URL }) => ({
    ...(await servers.infra(service.name, service.migrations)),
    timers,
  });
  const selling = await startService(
    orders,
    await infraOf(orders),
    readSettings(orders.settings, {
      ONSALE_HOLD_SECONDS: String(options.holdSeconds),
      // One account represents many people.
      ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '1000',
      ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '1000',
    }),
  );
  stops.push(() => selling.stop());
  const expiring = await startService(expiration, await infraOf(expiration), {});
  stops.push(() => expiring.stop());
  const app = await createHttpServer({
    services: [selling],
    clock,
    log,
    sessionPublicKey: testSessionKeys.publicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });
  stops.push(() => app.close());

  const { eventId, ticketTypeId } = await putOnSale(servers.bus, options.capacity);
  const cookie = await testCookie(testAccount(), clock.now());
  async function available(): Promise<number | undefined> {
    const reply = await app.inject(`/api/events/${eventId}/availability`);
    return reply.json<Availability>().ticketTypes?.[0]?.available;
  }
  await eventually(async () => {
    if ((await available()) !== options.capacity) throw new Error('not on sale yet');
  });

  return {
    available,
    async hold() {
      const reply = await app.inject({
        method: 'POST',
        url: '/api/orders',
        headers: { cookie, 'idempotency-key': newId() },
        payload: { eventId, lines: [{ ticketTypeId, quantity: 1 }] },
      });
      if (reply.statusCode !== 201) throw new Error(`no hold: ${reply.body}`);
      return reply.json<Order>().id;
    },
    async statusOf(orderId) {
      const reply = await app.inject({ url: `/api/orders/${orderId}`, headers: { cookie } });
      return reply.json<Order>().status;
    },
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

/** Publishes what `catalog` would. */
async function putOnSale(bus: Bus, capacity: number) {
  const now = systemClock.now();
  const event = testEvent(now);
  const type = testTicketType(event.eventId, { capacity, perOrderLimit: capacity });
  await bus.publish(onSale([event], [type], now));
  return type;
}
