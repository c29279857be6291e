import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { testFolder, testLogger } from '@onsale/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded-postgres.js';
import { local } from '../src/local.js';
import { migrate, serviceMigrations } from '../src/migrate.js';

const migrations = new URL('../../../services/orders/migrations/', import.meta.url);
const log = testLogger();
const settings = { fsync: 'off', shared_buffers: '16MB', max_connections: '50' };
let folder: string;
let server: EmbeddedPostgres;
let own: string;

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  await client.connect();
  try {
    const results = [await client.query(statement)].flat();
    return results.at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}
/** The same connection to another database. */
const at = (database: string) => {
  const url = new URL(own);
  url.pathname = `/${database}`;
  return url.href;
};

beforeAll(async () => {
  folder = await testFolder('roles');
  server = await startEmbeddedPostgres({
    ...{ dataDir: join(folder, 'postgres'), settings, log: () => undefined },
  });
  // As older releases left it: everything belongs to the superuser.
  for (const name of ['orders', 'payments']) {
    await server.ensureDatabase(name);
    await migrate({ url: server.url(name), directories: serviceMigrations(migrations), log });
  }
  await ask(
    server.url('orders'),
    `create schema extra; create type extra.mood as enum ('calm'); create domain extra.small as int;
     create table extra.note (id serial, other int generated always as identity, mood extra.mood);
     create sequence extra.counter; create view extra.calm as select * from extra.note;
     create function extra.one() returns int language sql as 'select 1';
     insert into extra.note (mood) values ('calm')`,
  );
  own = await server.ensureOwnDatabase('orders');
  await server.ensureOwnDatabase('payments');
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the role of a service', () => {
  test('may do anything in its own database, even with tables that an older release created', async () => {
    expect(await ask(own, 'select count(*)::int as notes from extra.note')).toEqual([{ notes: 1 }]);
    await ask(
      own,
      `insert into extra.note (mood) values ('calm'); alter table extra.note add column more text;
       alter type extra.mood add value 'glad'; drop view extra.calm; drop function extra.one();
       drop sequence extra.counter; drop domain extra.small; alter table orders add column more text;
       create table later (id int); create temp table brief (id int)`,
    );
    const left = await ask(
      server.url('orders'),
      `select relname from pg_class where relowner <> (select oid from pg_roles where rolname = 'orders')
         and relnamespace in (select oid from pg_namespace where nspname in ('public', 'extra'))`,
    );
    expect(left).toEqual([]);
  });

  test('keeps its rights and its password when an older release ran in between', async () => {
    await ask(server.url('orders'), 'create table made_by_an_older_version (id int)');
    expect(await server.ensureOwnDatabase('orders')).toBe(own);
    await ask(own, 'drop table made_by_an_older_version');
  });

  test('is not a superuser, creates no roles and no databases, and reads no passwords', async () => {
    expect(
      await ask(
        own,
        'select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = current_user',
      ),
    ).toEqual([
      {
        ...{ rolsuper: false, rolcreaterole: false, rolcreatedb: false },
        ...{ rolreplication: false, rolbypassrls: false },
      },
    ]);
    for (const statement of [
      'create role intruder',
      'create database another',
      'alter role onsale password null',
      'select * from pg_authid',
      "select pg_read_file('/etc/passwd')",
      "copy (select 1) to program 'true'",
      'alter system set fsync = off',
    ]) {
      await expect(ask(own, statement), statement).rejects.toThrow(/permission denied/);
    }
  });

  test.each(['payments', 'postgres', 'template1'])('cannot connect to %s', async (database) => {
    await expect(ask(at(database), 'select 1')).rejects.toThrow(/permission denied for database/);
  });

  test('has a password from which no other can be derived', async () => {
    const passwords = [own, await server.ensureOwnDatabase('payments'), server.url('orders')].map(
      (url) => new URL(url).password,
    );
    expect(new Set(passwords).size).toBe(3);
    const url = new URL(own);
    url.username = 'payments';
    await expect(ask(url.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });
});

describe('the role of the audit', () => {
  const secret = /permission denied for table/;
  let urls: Readonly<Record<string, string>>;
  beforeAll(async () => {
    await server.ensureOwnDatabase('auth');
    const directories = serviceMigrations(new URL('../../auth/migrations/', migrations));
    await migrate({ url: server.url('auth'), directories, log });
    // As older releases created it.
    await ask(server.url('postgres'), 'create role reader; grant pg_read_all_data to reader');
    urls = await server.readerUrls(['auth', 'orders', 'payments']);
  });

  test('reads the data that the audit needs, and changes nothing', async () => {
    const url = urls.orders ?? '';
    expect(await ask(url, 'select count(*)::int as orders from orders')).toEqual([{ orders: 0 }]);
    expect(await ask(url, 'select total, lines from orders')).toEqual([]);
    for (const statement of [
      'delete from orders',
      'set default_transaction_read_only = off; delete from orders',
      'set default_transaction_read_only = off; update orders set total = 0',
      'set default_transaction_read_only = off; create table x (id int)',
      'set default_transaction_read_only = off; create temp table x (id int)',
      'create role intruder',
    ]) {
      await expect(ask(url, statement), statement).rejects.toThrow(/permission denied|read-only/);
    }
  });

  test.each([
    ['auth', 'select password_hash from account'],
    ['auth', 'select count(*) from account'],
    ['auth', 'copy account to stdout'],
    ['auth', 'select * from session'],
    ['auth', 'select session_id from ended_session'],
    ['auth', 'select messages from outbox'],
    ['auth', 'table migration'],
    ['orders', 'select buyer_name from orders'],
    ['orders', 'select id from orders where buyer_email > $$m$$'],
    ['orders', 'select * from orders'],
    ['orders', 'select orders from orders'],
    ['orders', 'select request_digest from orders'],
  ])('does not read, in %s: %s', async (database, statement) => {
    await expect(ask(urls[database] ?? '', statement)).rejects.toThrow(secret);
  });

  test('reads nothing from a table that is added later', async () => {
    await ask(own, 'create table later_still (id int)');
    await server.readerUrls(['orders']);
    await expect(ask(urls.orders ?? '', 'table later_still')).rejects.toThrow(secret);
  });

  test('learns nothing from PostgreSQL’s own tables about data that it may not read', async () => {
    await ask(server.url('auth'), 'analyze');
    expect(
      await ask(urls.auth ?? '', `select * from pg_stats where tablename = 'account'`),
    ).toEqual([]);
    for (const table of ['pg_authid', 'pg_statistic', 'pg_shadow']) {
      await expect(ask(urls.auth ?? '', `table ${table}`), table).rejects.toThrow(
        'permission denied',
      );
    }
  });
});

test('several programs at once can create the roles', async () => {
  const made = Array.from({ length: 8 }, (_, index) =>
    index % 2 === 0
      ? server.readerUrls(['orders', 'payments'])
      : server.ensureOwnDatabase('orders'),
  );
  expect(await Promise.all(made)).toHaveLength(8);
});

test('services do everything through roles of their own, even on a data folder from before', async () => {
  await server.stop();
  const all = await local({
    ...{ dataDir: join(folder, 'postgres'), services: ['orders', 'payments'], log },
    postgresSettings: settings,
  });
  try {
    for (const service of ['orders', 'payments']) {
      const { database } = await all.infra(service, migrations);
      expect(await database.query('select current_user as role')).toEqual([{ role: service }]);
    }
    await all.ready();
    const connected = await ask(
      all.postgres.url('postgres'),
      `select distinct datname, usename from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    expect(connected.length).toBeGreaterThanOrEqual(4);
    for (const { datname, usename } of connected) expect(usename).toBe(datname);
  } finally {
    await all.stop();
  }
});
