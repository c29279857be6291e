import { Socket } from 'node:net';
import { Unavailable } from '@onsale/runtime';
import { testBusDatabase, testLogger } from '@onsale/testing';
import { describe, expect, test } from 'vitest';
import { createDatabase } from '../src/postgres-database.js';
import { describeDatabase } from './conformance/database.js';

const log = testLogger();

async function start(statementTimeoutMs = 1_000) {
  const store = await testBusDatabase();
  const database = createDatabase({
    url: store.url,
    maxConnections: 2,
    statementTimeoutMs,
    log,
  });
  return {
    database,
    async stop() {
      await database.close();
      await store.drop();
    },
  };
}

describeDatabase('PostgreSQL', start);

test('the statements that a transaction sends in one turn of the event loop are one write', async () => {
  const { database, stop } = await start();
  const written: string[] = [];
  const record = (chunks: readonly unknown[]) => {
    const text = chunks.map(String).join();
    if (/begin|select|create|drop|commit/.test(text)) written.push(text);
  };
  // The calls by which a socket hands data to the system, each of which is one write.
  const { _write, _writev } = Socket.prototype;
  Socket.prototype._write = function (chunk, ...rest) {
    record([chunk]);
    return _write.call(this, chunk, ...rest);
  };
  Socket.prototype._writev = function (chunks, ...rest) {
    record(chunks.map(({ chunk }) => chunk));
    return _writev?.call(this, chunks, ...rest);
  };
  try {
    await database.transaction(async (sql) => {
      await Promise.all([sql.query('select 1 as one'), sql.query('select 2 as two')]);
      sql.send('create temporary table three ()');
      sql.send('drop table three');
    });
  } finally {
    Object.assign(Socket.prototype, { _write, _writev });
    await stop();
  }
  expect(written).toHaveLength(2);
  expect(written[0]).toMatch(/begin.*select 1.*select 2/s);
  expect(written[1]).toMatch(/create.*drop.*commit/s);
});

describe('the pool of connections', () => {
  test('reports that the database is unavailable while no server listens', async () => {
    const database = createDatabase({
      url: 'postgres://nobody@127.0.0.1:1/none',
      maxConnections: 2,
      statementTimeoutMs: 1_000,
      log,
    });
    await expect(database.ping()).rejects.toBeInstanceOf(Unavailable);
    await expect(database.transaction(async () => undefined)).rejects.toBeInstanceOf(Unavailable);
    await database.close();
  });

  test('refuses callers beyond its queue at once', async () => {
    const { database, stop } = await start(30_000); // those in the queue wait for their turn
    const waiting = Array.from({ length: 6_000 }, () => database.query('select 1'));
    const outcomes = await Promise.allSettled(waiting);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(1_000);
    expect(refused[0]?.reason).toMatchObject({ code: 'overloaded', status: 503 });
    await stop();
  });

  test('runs more different statements than it keeps prepared', async () => {
    const { database, stop } = await start();
    for (let n = 0; n < 1_010; n += 1) {
      expect(await database.query(`select ${n}::int as n`)).toEqual([{ n }]);
    }
    const [row] = await database.query<{ prepared: number }>(
      'select count(*) as prepared from pg_prepared_statements',
    );
    expect(row?.prepared).toBeLessThanOrEqual(1_000);
    await stop();
  });

  test('repeats a statement as a whole, or fails it, when the server has lost its prepared statement', async () => {
    const store = await testBusDatabase();
    const database = createDatabase({
      url: store.url,
      maxConnections: 1,
      statementTimeoutMs: 1_000,
      log,
    });
    await database.query('create table entry (id int primary key)');
    await database.transaction(async (sql) => {
      await sql.query('insert into entry values (1)');
    });
    await database.query('deallocate all'); // as a pooler does between two of its clients
    const failed = database.transaction(async (sql) => {
      await Promise.all([
        sql.query('insert into entry values ($1)', [2]),
        sql.query('insert into entry values (1)'),
      ]);
    });
    await expect(failed).rejects.toThrow();
    expect(await database.query('select id from entry')).toEqual([{ id: 1 }]);
    await database.close();
    await store.drop();
  });
});
