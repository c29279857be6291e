import { runTool, type TestDatabase, testDatabase } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMigrations, published, waiting } from './publisher.js';

let orders: TestDatabase;
let tickets: TestDatabase;
let environment: Record<string, string>;
beforeAll(async () => {
  orders = await testDatabase(noMigrations, 'orders');
  tickets = await testDatabase(noMigrations, 'tickets');
  environment = {
    ONSALE_ORDERS_DATABASE_URL: orders.url,
    ONSALE_TICKETS_DATABASE_URL: tickets.url,
  };
});
afterAll(async () => {
  await orders.stop();
  await tickets.stop();
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const run = (args: readonly string[], given = environment) =>
  runTool('republish', args, given).ended;

describe('republishing with databases named by the environment', () => {
  it('reports the number of rows, marks them, and names the service that publishes them', async () => {
    const ids = await published(orders, [50, 20, 10]);
    await published(tickets, [50]);
    const args = ['--service', 'all', '--since', ago(30)];

    const dry = await run([...args, '--dry-run']);
    expect(dry).toMatchObject({ code: 0, said: '' });
    expect(dry.out).toMatch(
      /^orders: 2 rows with 2 messages, written from .* UTC\.\ntickets: noth/,
    );
    expect(dry.out).toContain('Nothing was changed.');
    expect(await waiting(orders)).toEqual([]);

    const { code, out } = await run(args);
    expect(code).toBe(0);
    expect(out).toBe(
      `orders: 2 rows will be published again.
tickets: nothing was published in that time.
Skipped, because their databases were not given: payments, auth, catalog, expiration.
The running services publish them now, oldest first, alongside the sale; \`onsale_outbox_waiting_batches\` says how many are left. Services that do not run publish theirs when they start.
`,
    );
    expect(await waiting(orders)).toEqual(ids.slice(1));
  });
});

describe('republish exits with 2 and one line of advice', () => {
  it.each<[string, string[], Record<string, string> | undefined, string]>([
    [
      'without a time',
      ['--service', 'orders'],
      undefined,
      '--since is needed: a time like 2026-11-25T10:00Z or 2026-11-25T11:00+01:00.\nSee ./onsale republish --help\n',
    ],
    [
      'when the database was not given',
      ['--service', 'auth', '--since', ago(5)],
      undefined,
      'The database of auth is not among those in the environment: set ONSALE_AUTH_DATABASE_URL.\n',
    ],
    [
      'when it cannot be reached, without its password',
      ['--service', 'orders', '--since', ago(5)],
      { ONSALE_ORDERS_DATABASE_URL: 'postgres://onsale:secret@127.0.0.1:1/orders' },
      'The database of orders failed: connect ECONNREFUSED 127.0.0.1:1. Is it running, and is its address right? Run this again; rows already marked stay marked.\n',
    ],
  ])('%s', async (_name, args, given, says) => {
    expect(await run(args, given)).toEqual({ code: 2, out: '', said: says });
  });
});

it('republish prints its help', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  expect(out).toContain('Usage: ./onsale republish --service NAME --since TIME');
});
