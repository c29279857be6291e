import { createLocalBus, type LocalBus } from '@onsale/infra';
import { newId } from '@onsale/runtime';
import {
  eventually,
  onSale,
  type TestDatabase,
  testAccount,
  testBusDatabase,
  testCookie,
  testDatabase,
  testEvent,
  testLogger,
  testSessionKeys,
  testTicketType,
  testTimersDatabase,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orders } from '../src/service.js';
import { assertBooks, readBooks } from './model/books.js';
import { captured } from './model/messages.js';
import { type OrdersProcess, startProcess } from './model/processes.js';
import { Stampede } from './model/stampede.js';

let database: TestDatabase;
let bus: LocalBus;
const processes: OrdersProcess[] = [];
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await testDatabase(orders.migrations, 'orders');
  const [busDatabase, timersDatabase] = [await testBusDatabase(), await testTimersDatabase()];
  bus = await createLocalBus({ url: busDatabase.url, log: testLogger(), pollMs: 50 });
  stops.push(() => bus.stop(), busDatabase.drop, timersDatabase.drop, database.stop);
  const config = {
    databaseUrl: database.url,
    busUrl: busDatabase.url,
    timersUrl: timersDatabase.url,
    sessionPublicKey: testSessionKeys.publicKey,
  };
  processes.push(...(await Promise.all([1, 2, 3].map(() => startProcess(config)))));
});

afterAll(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  for (const stop of stops) await stop();
});

const purchases = 400;
const workers = 25;

describe('three processes on one database, one of them killed in the rush', () => {
  it('keep every promise, oversell nothing and lose no money', {
    timeout: 180_000,
  }, async () => {
    const now = new Date();
    const event = testEvent(now);
    const types = [120, 30, 30, 30].map((capacity) =>
      testTicketType(event.eventId, { capacity, perOrderLimit: 1_000 }),
    );
    await bus.publish(onSale([event], types, now));
    await eventually(
      async () => {
        const rows = await database.query('select from stock join event on event.id = event_id');
        expect(rows).toHaveLength(types.length);
      },
      { timeoutMs: 60_000 },
    );

    const cookies = await Promise.all(
      Array.from({ length: 20 }, () => testCookie(testAccount(), now)),
    );
    const [hot, ...cool] = types.map((type) => type.ticketTypeId) as [string, ...string[]];
    const bodyOf = (n: number) => {
      const lines = [{ ticketTypeId: hot, quantity: 1 + (n % 3) }];
      if (n % 5 === 0)
        lines.unshift({ ticketTypeId: cool[n % cool.length] as string, quantity: 2 });
      if (n % 7 === 0) lines.splice(0, 1, { ticketTypeId: cool[0] as string, quantity: 1 });
      const unique = new Map(lines.map((line) => [line.ticketTypeId, line]));
      return { eventId: event.eventId, lines: [...unique.values()] };
    };

    const stampede = new Stampede(processes.map((process) => process.url));
    let next = 0;
    let killed: Promise<void> | undefined;
    const shop = async () => {
      for (let n = next++; n < purchases; n = next++) {
        if (n === purchases / 8) killed = processes[0]?.kill();
        await stampede.hold(n, cookies[n % cookies.length] as string, bodyOf(n), n % 6 === 0);
      }
    };
    await Promise.all(Array.from({ length: workers }, shop));
    await killed;
    expect(killed, 'one was killed in mid-rush').toBeDefined();
    expect(stampede.unsure).toBeGreaterThan(0);
    expect(stampede.refused).toBeGreaterThan(0);

    // Half of the buyers pay, some of them after cancelling; each capture is delivered twice.
    const paying = [...stampede.promised.values()].filter((_, index) => index % 2 === 0);
    const payments = paying.map(({ id, total }) => {
      return { paymentId: newId(), orderId: id, amount: total, currency: 'EUR' };
    });
    const told = payments.map((payment) => captured(payment, now));
    await bus.publish([...told, ...told.toReversed()]);

    await eventually(
      async () => {
        const books = await readBooks(database, [event.eventId], 0);
        assertBooks(books, payments);
        expect(books.orders).toHaveLength(stampede.promised.size);
        for (const order of books.orders) {
          const promise = stampede.promised.get(order.id);
          expect(order).toMatchObject({
            idempotency_key: promise?.key,
            total: promise?.total,
            lines: promise?.body.lines,
          });
          if (promise?.cancelled) expect(order.status).toBe('cancelled');
        }
      },
      { timeoutMs: 60_000 },
    );
  });
});
