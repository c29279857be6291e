import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type TestDatabase, testDatabase, testLogger } from '@onsale/testing';
import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, serviceMigrations } from '../src/migrate.js';

let folder: string;
let database: TestDatabase;
const write = (name: string, sql: string) => writeFile(join(folder, name), sql);
const start = (options: { lockTimeoutMs?: number } = {}) =>
  migrate({
    url: database.url,
    directories: serviceMigrations(pathToFileURL(`${folder}/`)),
    log: testLogger(),
    ...options,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onsale-migrate-'));
  await write('1_gate.sql', 'create table gate (name text not null);');
  database = await testDatabase(pathToFileURL(`${folder}/`));
});
afterAll(async () => {
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('many instances that start at once run each new migration once', async () => {
  await write('2_first.sql', `select pg_sleep(0.2); insert into gate values ('north');`);
  await Promise.all(Array.from({ length: 6 }, () => start()));
  expect(await database.query('select name from gate')).toEqual([{ name: 'north' }]);
});

test('a start without new migrations does not wait for one that is migrating', async () => {
  await start();
  await database.transaction(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(${PG_MIGRATE_LOCK_ID})`);
    await start();
  });
});

test('a migration that does not get its lock in time changes nothing and runs at the next start', async () => {
  await write('3_more.sql', `insert into gate values ('south'); alter table gate add door int;`);
  await database.transaction(async (sql) => {
    await sql.query('lock table gate in share mode');
    await expect(start({ lockTimeoutMs: 200 })).rejects.toThrow(/onsale-migrate-.*lock timeout/s);
  });
  expect(await database.query('select * from gate')).toEqual([{ name: 'north' }]);
  await start({ lockTimeoutMs: 200 });
  expect(await database.query('select * from gate order by name')).toEqual([
    { name: 'north', door: null },
    { name: 'south', door: null },
  ]);
});
