import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, systemClock } from '@onsale/runtime';
import { betweenTries, eventually, testFolder, testLogger } from '@onsale/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Local, local } from '../src/local.js';
import { expiry, expiryType } from './conformance/messages.js';

const ordersMigrations = new URL('../../../services/orders/migrations/', import.meta.url);

let folder: string;
let running: Local;

const start = () =>
  local({ dataDir: join(folder, 'postgres'), services: ['auth', 'orders'], log: testLogger() });

beforeEach(async () => {
  folder = await testFolder('local');
  running = await start();
});
afterEach(async () => {
  await running.stop();
  await rm(folder, { recursive: true, force: true });
});

test('each service has its own migrated database, and shares the other parts', async () => {
  const [orders, again] = await Promise.all([
    running.infra('orders', ordersMigrations),
    running.infra('orders', ordersMigrations), // several starters wait for each other
  ]);
  expect(await orders.database.query('select * from stock')).toEqual([]);
  expect(await again.database.query('select id from outbox')).toEqual([]);
  await expect(running.infra('nobody', ordersMigrations)).rejects.toThrow('no database');
  await running.ready();

  const broken = new URL('../src/', import.meta.url); // no migrations in there
  await expect(running.infra('auth', broken)).rejects.toThrow('Migrating');
});

test('nothing acknowledged is lost, and all parts go on, when PostgreSQL is killed', async () => {
  const { database, bus, timers } = await running.infra('orders', ordersMigrations);
  const taken = new Set<string>();
  await bus.subscribe({
    name: 'one',
    types: [expiryType],
    async handle(messages) {
      for (const { id } of messages) taken.add(id);
    },
  });
  const fired = new Set<string>();
  await timers.process('q', async (due) => {
    for (const { id } of due) fired.add(id);
  });
  const timer = { id: newId(), at: new Date(systemClock.now().getTime() + 2_000), data: {} };
  await timers.schedule('q', [timer]);

  const acknowledged: string[] = [];
  let stop = false;
  const publishing = (async () => {
    while (!stop) {
      const message = expiry();
      await bus.publish([message]).then(() => acknowledged.push(message.id), betweenTries);
    }
  })();
  await eventually(() => expect(acknowledged.length).toBeGreaterThan(20));
  const before = running.postgres.pid;
  process.kill(before, 'SIGKILL');
  // The connections of the killed server answer a little longer.
  await eventually(() => expect(running.postgres.pid).not.toBe(before));
  const atStart = acknowledged.length;

  await eventually(() => expect(acknowledged.length).toBeGreaterThan(atStart + 20));
  stop = true;
  await publishing;
  await eventually(() => expect(acknowledged.filter((id) => !taken.has(id))).toEqual([]));
  await eventually(() => expect(fired.has(timer.id)).toBe(true), { timeoutMs: 60_000 });
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await running.ready();
});

test('data outlives a stop, and stopping ends every connection', async () => {
  const orders = await running.infra('orders', ordersMigrations);
  await orders.database.query(`insert into outbox (messages) values ('[]')`);
  await running.bus.publish([expiry()]);
  await running.stop();
  running = await start();
  const again = await running.infra('orders', ordersMigrations);
  expect(await again.database.query('select id from outbox')).toEqual([{ id: 1 }]);
  const taken: string[] = [];
  await running.bus.subscribe({
    name: 'late',
    types: [expiryType],
    async handle(messages) {
      taken.push(...messages.map(({ id }) => id));
    },
  });
  await eventually(() => expect(taken).toHaveLength(1));
});
