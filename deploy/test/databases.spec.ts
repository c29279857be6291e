import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@onsale/infra';
import { cluster } from '@onsale/infra/cluster';
import { serviceNames } from '@onsale/install';
import { pickFreePort } from '@onsale/runtime';
import { testClock, testFolder, testLogger } from '@onsale/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programs } from './programs.js';

const script = fileURLToPath(new URL('../k8s/components/postgres/databases.sh', import.meta.url));
const settings = { fsync: 'off', shared_buffers: '16MB', max_connections: '60' };

describe.skipIf(!programs.psql)('the databases that databases.sh makes', () => {
  let folder: string;
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    folder = await testFolder('databases');
    server = await startEmbeddedPostgres({
      ...{ dataDir: join(folder, 'postgres'), settings, log: () => undefined },
    });
    // Like an install from before the reader existed.
    await make({ READER_PASSWORD: undefined });
    await ask('orders', 'orders', 'create table earlier (id int); insert into earlier values (1)');
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function make(passwords: Record<string, string | undefined> = {}): Promise<void> {
    const { hostname, port, username, password } = new URL(server.url('postgres'));
    const own = serviceNames.map((name) => [`${name.toUpperCase()}_PASSWORD`, `${name}-secret`]);
    await promisify(execFile)('bash', [script], {
      env: {
        ...{ PATH: process.env.PATH, PGHOST: hostname, PGPORT: port, PGPASSWORD: password },
        ...{ POSTGRES_USER: username, ...Object.fromEntries(own) },
        ...{ READER_PASSWORD: 'reader-secret', ...passwords },
      },
    });
  }

  /** Asks a database as a role, in one connection. */
  async function ask(role: string, database: string, ...statements: readonly string[]) {
    const url = new URL(server.url(database));
    if (role !== url.username) url.password = `${role}-secret`;
    url.username = role;
    const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 60_000 });
    await client.connect();
    try {
      const results = [];
      for (const statement of statements) results.push((await client.query(statement)).rows);
      return results;
    } finally {
      await client.end();
    }
  }

  /** Starts the service as far as it gets without NATS and Redis. */
  async function startAuth(): Promise<void> {
    const url = new URL(server.url('auth'));
    url.username = 'auth';
    url.password = 'auth-secret';
    const nowhere = await pickFreePort();
    const { stop } = await cluster.connect(
      { name: 'auth', migrations: new URL('../../services/auth/migrations/', import.meta.url) },
      {
        environment: {
          ONSALE_AUTH_DATABASE_URL: url.href,
          ONSALE_NATS_URL: `nats://127.0.0.1:${nowhere}`,
          ONSALE_REDIS_URL: `redis://127.0.0.1:${nowhere}`,
        },
        ...{ clock: testClock(), log: testLogger() },
      },
    );
    await stop();
  }

  it('get a reader when the script runs again, which may read only what a service grants it', async () => {
    await expect(ask('reader', 'orders', 'select')).rejects.toThrow('authentication failed');
    await startAuth();
    await make();
    for (const name of serviceNames) await ask('reader', name, 'select');
    await expect(ask('reader', 'postgres', 'select')).rejects.toThrow('permission denied');
    await expect(ask('reader', 'auth', 'select count(id) from outbox')).rejects.toThrow('denied');
    await startAuth();
    expect(await ask('reader', 'auth', 'select count(id)::int from outbox')).toEqual([
      [{ count: 0 }],
    ]);
    for (const kept of ['select password_hash from account', 'table session', 'table outbox']) {
      await expect(ask('reader', 'auth', kept), kept).rejects.toThrow('permission denied');
    }
  });

  it('take from their reader what the previous version let it read beyond the audit’s needs', async () => {
    await make();
    await ask('onsale', 'postgres', 'grant pg_read_all_data to reader');
    expect(await ask('reader', 'orders', 'select id from earlier')).toEqual([[{ id: 1 }]]);
    await make();
    await expect(ask('reader', 'orders', 'table earlier')).rejects.toThrow('permission denied');
  });

  it('cannot be changed by the reader, even when it turns read-only off', async () => {
    await make();
    const asReader = (...statements: string[]) => ask('reader', 'orders', ...statements);
    await ask('orders', 'orders', 'grant select on earlier to reader');
    await expect(asReader('delete from earlier')).rejects.toThrow('read-only transaction');
    const writing = 'set default_transaction_read_only = off';
    for (const change of ['delete from earlier', 'create temp table mine (id int)']) {
      await expect(asReader(writing, change)).rejects.toThrow('permission denied');
    }
    const [[limit]] = (await asReader(
      `select rolconnlimit as connections from pg_roles where rolname = 'reader'`,
    )) as [[object]];
    expect(limit).toEqual({ connections: 40 });
  });

  it('open to the role of their service alone, and take new passwords', async () => {
    await make({ TICKETS_PASSWORD: 'another-secret' });
    await expect(ask('payments', 'orders', 'select')).rejects.toThrow('permission denied');
    await expect(ask('tickets', 'tickets', 'select')).rejects.toThrow('authentication failed');
    await make();
    await ask('tickets', 'tickets', 'create table mine (id int)');
  });
});
