import { amounts } from '@onsale/contracts/limits';
import { newId } from '@onsale/runtime';
import type { TestServer } from '@onsale/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

/** The number of blocks of 8 kB that PostgreSQL read for this request. */
async function blocksReadBy(path: string): Promise<number> {
  const { database } = server.infra;
  const queries = vi.spyOn(database, 'query');
  const response = await server.request('GET', path);
  const asked = [...queries.mock.calls];
  queries.mockRestore();
  expect(response.json().items.length, path).toBeGreaterThan(0);
  let blocks = 0;
  for (const [text, values] of asked) {
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) ${text}`,
      values,
    );
    const plan = row?.['QUERY PLAN'][0].Plan ?? {};
    blocks += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
  }
  return blocks;
}

it('runs few searches at once, and refuses more than can wait for them', async () => {
  const { database } = server.infra;
  const search = () => server.request('GET', '/api/events?q=anything');
  let searching: ReturnType<typeof search>[] = [];
  await database.transaction(async (sql) => {
    await sql.query('lock table event in access exclusive mode');
    searching = Array.from({ length: amounts.searchesForEvents.max + 3 }, search);
    const refused = await Promise.race(searching);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '1']);
    // The rest of the service is not held up.
    expect((await server.request('GET', `/api/images/${newId()}`)).statusCode).toBe(404);
  });
  const statuses = (await Promise.all(searching)).map((answer) => answer.statusCode);
  // On a busy machine some may have waited too long; only those beyond the limit never waited.
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(3);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

it('lists and searches read each of ten thousand events at most once, and few events for a list or a rare word', {
  timeout: 120_000,
}, async () => {
  const { database } = server.infra;
  const atOnce = 1_000;
  for (let from = 1; from < 20_000; from += atOnce) {
    await database.query(
      `insert into event (id, version, status, published_at, organiser_id, organiser_name, title,
         description, venue_name, venue_address, starts_at, ends_at, time_zone, currency, unlisted)
       select gen_random_uuid(), 1, 'published', now(), $1, 'Bulk', 'Bulk ' || n,
         repeat('many words about it ', 50) || n, 'Hall', '',
         now() + (n % 10000 - 5000) * interval '1 hour',
         now() + (n % 10000 - 4999) * interval '1 hour', 'UTC', 'EUR', n > 10000
       from generate_series($2::int, $3::int) as n`,
      [newId(), from, from + atOnce - 1],
    );
  }
  await database.query('analyze event');
  // The whole table is about 2,900 blocks; each of these searches may read it, and only once.
  for (const query of [
    ...['?q=bulk', '?q=words+987', '?limit=100&q=many', '?q=b', '?q=balk'],
    '?q=Bulk+8234+-+Hall',
  ]) {
    expect(await blocksReadBy(`/api/events${query}`), query).toBeLessThan(3_500);
  }
  expect(await blocksReadBy('/api/events')).toBeLessThan(200);
  expect(await blocksReadBy('/api/events?q=9876')).toBeLessThan(1_000);
});
