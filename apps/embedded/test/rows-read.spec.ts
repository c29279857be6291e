import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RehearsalSession } from '@onsale/contracts/auth/http';
import type { TicketType } from '@onsale/contracts/catalog/http';
import { eventually } from '@onsale/testing';
import pg from 'pg';
import { expect, it } from 'vitest';
import { Person, startTestInstall, type TestInstall } from './install.js';

const services = ['orders', 'payments', 'tickets', 'auth', 'catalog', 'expiration', 'bus'];
const [before, measured, atOnce] = [500, 100, 25];
/** A purchase of one ticket reads a few rows of a table, some of them several times. */
const mostRowsEach = 30;
/** PostgreSQL counts what a connection has read at most ten seconds after it fell idle. */
const countedAfterMs = 12_000;

async function signIn(install: TestInstall, count: number): Promise<Person[]> {
  const file = join(install.onsale.dataFolder, 'secrets.json');
  const { operatorToken } = JSON.parse(await readFile(file, 'utf8'));
  const { sessions } = await Person.operator(install.url, operatorToken).call<{
    sessions: RehearsalSession[];
  }>('POST', '/api/rehearsals/sessions', { count, minutes: 30 });
  return sessions.map(({ token, email }) => Person.withSession(install.url, token, email));
}

interface Sale {
  readonly organiser: Person;
  readonly ticketType: TicketType;
}

/** Everything that the pages of a buyer read and write, and the scan at the door. */
async function shop(buyer: Person, { organiser, ticketType }: Sale): Promise<void> {
  const { eventId } = ticketType;
  await buyer.call('GET', `/api/events/${eventId}`);
  const { order, tickets } = await buyer.buy(ticketType);
  for (const path of [
    `/api/events/${eventId}/own-tickets`,
    `/api/orders/${order.id}`,
    `/api/payments?orderId=${order.id}`,
    '/api/orders',
    '/api/tickets',
  ]) {
    await buyer.call('GET', path);
  }
  await organiser.call('POST', '/api/check-ins', {
    ...{ scanId: crypto.randomUUID(), code: tickets[0]?.code, eventId, gate: 'North' },
  });
}

async function shopAll(buyers: readonly Person[], sale: Sale): Promise<void> {
  const waiting = [...buyers];
  const serve = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await shop(next, sale);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, serve));
}

/** Rows that were read since the start, of tables that grow with sales: `orders.orders`. */
async function countRowsRead({ onsale }: TestInstall): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const service of services) {
    const client = new pg.Client({ connectionString: onsale.local.postgres.url(service) });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string; rows: string }>(
        `select relname as name, seq_tup_read + coalesce(idx_tup_fetch, 0) as rows
         from pg_stat_user_tables where n_live_tup >= $1`,
        [before],
      );
      for (const row of rows) found.set(`${service}.${row.name}`, Number(row.rows));
    } finally {
      await client.end();
    }
  }
  return found;
}

/** The same once nothing has been counted for long enough. */
async function settledRowsRead(install: TestInstall): Promise<Map<string, number>> {
  let latest = new Map<string, number>();
  let sinceMs = performance.now();
  await eventually(
    async () => {
      const next = await countRowsRead(install);
      if (!isDeepStrictEqual(next, latest)) sinceMs = performance.now();
      latest = next;
      if (performance.now() - sinceMs < countedAfterMs) throw new Error('still counting');
    },
    { timeoutMs: 90_000 },
  );
  return latest;
}

it('a purchase reads as little when hundreds have bought as when few have', async () => {
  const install = await startTestInstall();
  try {
    const organiser = await Person.signUp(install.url, 'Organiser');
    const sale = { organiser, ...(await organiser.putOnSale()) };
    await shopAll(await signIn(install, before), sale);
    const start = await settledRowsRead(install);
    await shopAll(await signIn(install, measured), sale);
    const end = await settledRowsRead(install);
    const each = [...end].map(([table, rows]) => {
      return [table, Math.round((rows - (start.get(table) ?? 0)) / measured)] as const;
    });
    expect(each.length).toBeGreaterThan(3);
    expect(each.filter(([, rows]) => rows > mostRowsEach)).toEqual([]);
  } finally {
    await install.stop();
  }
});
