import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { audit } from '@onsale/audit';
import type { TicketType } from '@onsale/contracts/catalog/http';
import { betweenTries, eventually, killNow, pickFreePort, testFolder } from '@onsale/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOnsale } from '../src/start.js';
import { goodCard, Person } from './install.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const holdSeconds = 8;

let environment: Record<string, string>;
let running: ChildProcess | undefined;

beforeAll(async () => {
  const data = await testFolder('crash');
  environment = {
    PORT: String(await pickFreePort()),
    ONSALE_DATA: data,
    ONSALE_DEMO: '0',
    ONSALE_WEB: '0',
    ONSALE_LOG: 'error',
    ONSALE_HOLD_SECONDS: String(holdSeconds),
    ONSALE_SIGNUPS_PER_HOUR: '10000',
    ONSALE_ORGANISERS: 'everyone',
    // A few accounts represent many people.
    ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_FAILED_CARDS_PER_ACCOUNT: '1000',
  };
});
afterAll(async () => {
  running?.kill('SIGKILL');
  await rm(environment.ONSALE_DATA as string, { recursive: true, force: true });
});

/** Starts the product in a process of its own, as its users do. */
async function launch(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['apps/embedded/dist/main.js'], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const onData = (data: Buffer) => {
      output += data;
      if (output.includes('Onsale is ready')) resolve();
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  return child;
}

const cards = [
  '4242 4242 4242 4242',
  '4000 0000 0000 0002',
  '4000 0000 0000 3220',
  '4000 0000 0000 9995',
];

/** Buyers who order, pay, cancel or leave until they are stopped; a lost connection stops none. */
function rush(buyers: readonly Person[], ticketType: TicketType, acknowledged: Set<string>) {
  let stopped = false;
  const shop = async (buyer: Person, index: number) => {
    for (let n = 0; !stopped; n++) {
      try {
        const order = await buyer.order(ticketType, 1 + (n % 2));
        acknowledged.add(order.id);
        const turn = (index + n) % 6;
        const number = cards[turn];
        if (number) await buyer.pay(order, { ...goodCard, number });
        else if (turn === 4) await buyer.call('DELETE', `/api/orders/${order.id}`);
      } catch {
        await betweenTries(); // down, or sold out: try again
      }
    }
  };
  const shopping = Promise.all(buyers.map(shop));
  return async () => {
    stopped = true;
    await shopping;
  };
}

const services = ['orders', 'payments', 'tickets', 'auth', 'catalog', 'expiration', 'bus'];

/** Orders that still hold tickets, and payments without a known outcome. */
async function countUndecided(urlOf: (service: string) => string) {
  const count = async (service: string, rows: string) => {
    const client = new pg.Client({ connectionString: urlOf(service) });
    await client.connect();
    try {
      const result = await client.query(`select count(*)::int as count from ${rows}`);
      return result.rows[0].count as number;
    } finally {
      await client.end();
    }
  };
  return {
    pending: await count('orders', `orders where status = 'pending'`),
    processing: await count('payments', `payment where status = 'processing'`),
  };
}

/** The numbers of holds in a rush before each kill; different in every run. */
const counts = [1, 4, 8, 12].map((count) => count + Math.floor(Math.random() * count));

describe('an install that is killed repeatedly under load', () => {
  it(`loses no acknowledged hold and no payment (killed after ${counts.join(', ')} holds)`, async () => {
    const url = `http://127.0.0.1:${environment.PORT}`;
    let child = await launch();
    const organiser = await Person.signUp(url, 'Organiser');
    const { ticketType } = await organiser.putOnSale({ capacity: 60, perPersonLimit: 50 });
    const buyers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => Person.signUp(url, `Buyer${n}`)),
    );
    const acknowledged = new Set<string>();
    for (const count of counts) {
      const before = acknowledged.size;
      const stop = rush(buyers, ticketType, acknowledged);
      await eventually(() => expect(acknowledged.size - before).toBeGreaterThanOrEqual(count), {
        timeoutMs: 120_000,
      });
      await killNow(child);
      await stop();
      child = await launch();
    }
    await killNow(child);

    const onsale = await startOnsale(environment);
    const urlOf = (service: string) => onsale.local.postgres.url(service);
    try {
      await eventually(
        async () => expect(await countUndecided(urlOf)).toEqual({ pending: 0, processing: 0 }),
        // A charge that never arrived counts as lost after half a minute.
        { timeoutMs: (holdSeconds + 60) * 1000 },
      );
      const report = await audit({
        urls: Object.fromEntries(services.map((name) => [name, urlOf(name)])),
        acknowledged,
        patienceMs: 30_000,
      });
      expect(report.checks.flatMap(({ findings }) => findings)).toEqual([]);
      expect(report.databases).toHaveLength(services.length);
      expect(report.checks.map(({ check, looked }) => [check, looked])).toEqual(
        expect.arrayContaining([
          ['stock adds up', 1],
          ['acknowledged holds', acknowledged.size],
        ]),
      );
      expect(acknowledged.size).toBeGreaterThan(20);
    } finally {
      await onsale.stop();
    }
  });
});
