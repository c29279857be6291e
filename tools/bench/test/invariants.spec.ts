import { rm } from 'node:fs/promises';
import { seededRandom } from '@onsale/load';
import { testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBuyers } from '../src/buyers.js';
import type { Cluster } from '../src/cluster.js';
import { countOrders, findViolations } from '../src/invariants.js';
import { makeSets, makeSettings, startEmptyCluster } from '../src/make-sets.js';
import { sizesOf } from '../src/options.js';
import { Crowd, rush, Tally } from '../src/rush.js';
import { planSales, type Sales } from '../src/sale.js';
import { onServers } from '../src/stage.js';

const { signal } = new AbortController();
let folder: string;
let cluster: Cluster;
let sales: Sales;
let tally: Tally;
const sold = ['orders', 'bus', 'timers'];

beforeAll(async () => {
  folder = await testFolder('bench');
  cluster = await startEmptyCluster(folder, signal);
  const buyers = await makeBuyers(60, signal);
  sales = planSales(2);
  const settings = makeSettings(buyers);
  await makeSets(cluster, sales, buyers, settings);
  const stage = {
    ...{ cluster, buyers, sales, settings, folder, signal },
    sizes: sizesOf.quick,
    random: seededRandom(1),
    tell: () => undefined,
    found: () => undefined,
    site: () => Promise.reject(new Error('There are no pages here.')),
  };
  await cluster.clone('one', 'sold', sold);
  const urls = Object.fromEntries(sold.map((name) => [name, cluster.urlOf('sold', name)]));
  const databases = { urls, drop: async () => undefined };
  // Everyone gets a hold, and all is delivered.
  await onServers(stage, { role: 'orders', databases, connections: 10 }, async (running) => {
    const crowd = new Crowd(buyers.cookies, [sales.hot], stage.random);
    tally = (await rush(running.clients, crowd, { workers: 10, ms: 60_000 }, signal)).tally;
    await running.settle();
  });
});
afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Lets someone spoil the books, and gives what the check finds. */
async function checkAfter(
  spoil: (ordersUrl: string, tally: Tally) => Promise<unknown> = async () => undefined,
) {
  const { urls, drop } = await cluster.copy('sold', sold);
  try {
    const url = urls.orders as string;
    const told = new Tally();
    told.add(tally);
    await spoil(url, told);
    const orders = await countOrders(cluster, url, [sales.hot.eventId]);
    return await findViolations(urls, told, orders, { signal });
  } finally {
    await drop();
  }
}

describe('a measurement', () => {
  it('is valid when the books agree', async () => {
    expect(tally).toMatchObject({ held: 60, refused: 0, busy: 0, lost: 0, unexpected: [] });
    expect(await checkAfter()).toEqual([]);
  });

  it.each([
    [
      'a hold that was acknowledged and is gone',
      'delete from orders where id = $1',
      'acknowledged',
    ],
    [
      'stock that is not the sum of its orders',
      'update stock set held = held - 1, available = available + 1 where held > 0 and $1::uuid is not null',
      'stock = orders',
    ],
    [
      'a message that never left',
      `insert into outbox (messages, created_at) select '[]', now() - interval '1 hour' where $1::uuid is not null`,
      'outboxes drained',
    ],
  ])('is void with %s', async (_name, statement, says) => {
    const violations = await checkAfter((url, { accepted }) =>
      cluster.query(url, statement, [accepted[0]]),
    );
    expect(violations.join('\n')).toContain(says);
  });

  it('is void with an order that was never acknowledged', async () => {
    const violations = await checkAfter(async (_url, tally) => {
      tally.held -= 1;
      tally.accepted.pop();
    });
    expect(violations).toEqual([
      '59 holds were acknowledged (0 more may have been written), and there are 60 orders.',
    ]);
  });

  it('is void with an unacceptable answer', async () => {
    const violations = await checkAfter(async (_url, tally) => tally.unexpected.push('500 oops'));
    expect(violations).toEqual(['An unacceptable answer: 500 oops']);
  });

  it('counts the cost of a commit for the database', async () => {
    const before = await cluster.cost();
    const { urls, drop } = await cluster.copy('empty', ['orders']);
    const middle = await cluster.cost();
    for (const _ of [1, 2, 3]) {
      const insert = "insert into outbox (messages) values (repeat('x', 5000))";
      await cluster.query(urls.orders as string, insert);
    }
    const after = await cluster.cost();
    await drop();
    expect(after.fsyncs - middle.fsyncs).toBeGreaterThanOrEqual(3);
    expect(after.walBytes).toBeGreaterThan(middle.walBytes);
    expect(after.cpuMs ?? 0).toBeGreaterThanOrEqual(before.cpuMs ?? 0);
  });
});
