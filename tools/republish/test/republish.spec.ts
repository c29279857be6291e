import { eventually, type TestInfra, testInfra } from '@onsale/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Outbox, openOutbox } from '../src/outbox.js';
import { republish } from '../src/republish.js';
import { noMigrations, published, startPublisher, waiting } from './publisher.js';

let infra: TestInfra;
let outbox: Outbox;
beforeEach(async () => {
  infra = await testInfra('orders', noMigrations);
  outbox = openOutbox('orders', infra.database.url);
});
afterEach(async () => {
  await outbox.close();
  await infra.stop();
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const run = (since: Date, until = new Date(), options: { dryRun?: boolean } = {}) =>
  republish('orders', outbox, { since, until }, { dryRun: false, tell: () => {}, ...options });

it('republishing marks only the rows that were written in the given time', async () => {
  const ids = await published(infra.database, [60, 31, 29, 20, 11, 9, 0]);
  expect(await run(ago(30), ago(10))).toMatchObject({ service: 'orders', marked: 3 });
  expect(await waiting(infra.database)).toEqual(ids.slice(2, 5));
  // What already waits needs no mark.
  expect(await run(ago(30))).toMatchObject({ marked: 2, found: { rows: 2 } });
  expect(await waiting(infra.database)).toEqual(ids.slice(2));
});

it('a dry run of republishing counts the rows and changes nothing', async () => {
  await published(infra.database, [20, 10]);
  await infra.database.query(
    `insert into outbox (messages, created_at, published_at) values ('[{}, {}, {}]', now(), now())`,
  );
  expect(await run(ago(15), new Date(Date.now() + 60_000), { dryRun: true })).toMatchObject({
    ...{ marked: 0, found: { rows: 2, messages: 4 } },
  });
  expect(await waiting(infra.database)).toEqual([]);
  expect(await run(ago(5), ago(1), { dryRun: true })).toMatchObject({
    found: { rows: 0, messages: 0 },
  });
});

it('republishing marks the oldest rows first, and stops between short transactions', async () => {
  const ids = await published(
    infra.database,
    Array.from({ length: 2_500 }, () => 5),
  );
  const leaving = new AbortController();
  const steps: number[] = [];
  const stopped = republish(
    'orders',
    outbox,
    { since: ago(10), until: new Date() },
    {
      dryRun: false,
      tell(_service, marked, of) {
        steps.push(marked, of);
        leaving.abort();
      },
      signal: leaving.signal,
    },
  );
  await expect(stopped).rejects.toThrow(/abort/i);
  expect(steps).toEqual([1_000, 2_500]);
  expect(await waiting(infra.database)).toEqual(ids.slice(0, 1_000));
  expect(await run(ago(10))).toMatchObject({ marked: 1_500 });
  expect(await waiting(infra.database)).toEqual(ids);
});

it('two relays republish everything, the oldest first, while they publish', async () => {
  const ids = await published(
    infra.database,
    Array.from({ length: 6_000 }, () => 5),
  );
  const places = new Map(ids.map((id, place) => [id, place]));
  const told: string[][] = [[], []];
  const relays = await Promise.all(
    told.map((heard) =>
      startPublisher(infra, async (messages) => {
        heard.push(...messages.map((one) => one.id));
      }),
    ),
  );
  try {
    expect(await run(ago(10))).toMatchObject({ marked: 6_000 });
    await eventually(async () => expect(await waiting(infra.database)).toEqual([]));
  } finally {
    for (const { service } of relays) await service.stop();
  }
  expect(new Set(told.flat())).toEqual(new Set(ids));
  for (const heard of told) {
    const order = heard.map((id) => places.get(id) as number);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  }
});

it('republishing says when a URL leads to another database', async () => {
  await infra.database.query('drop table outbox');
  await expect(run(ago(10))).rejects.toThrow(
    'The database given for orders has no outbox. Check its address.',
  );
});
