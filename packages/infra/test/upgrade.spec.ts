import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testFolder } from '@onsale/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settleSwap } from '../src/embedded-postgres/swap.js';
import { upgradeEmbeddedPostgres } from '../src/embedded-postgres/upgrade.js';
import { canRunPostgres, shippedPostgresMajor, startEmbeddedPostgres } from '../src/index.js';
import { moveToEarlier } from './earlier-server.js';

const settings = { fsync: 'off', shared_buffers: '16MB' };
const log = () => undefined;

async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** Tables with all that rows of ours have: rows that refer to others, numbers that are given. */
const tables = `
  create table if not exists event (
    id int generated always as identity primary key, name text, poster bytea, names text[],
    about jsonb, at timestamptz, letters int generated always as (length(name)) stored);
  create table if not exists "Ticket" (event int not null references event, "no" int check ("no" > 0));
  create sequence if not exists number start 7;
  create or replace function shout() returns trigger language plpgsql as
    $$ begin new.name := upper(new.name); return new; end $$;
  create or replace trigger shout before insert on event for each row
    when (new.name is not null) execute function shout()`;

const rows = `
  insert into event (name, poster, names, about, at) values
    (E'a\\tb\\\\.\\n', '\\x00ff0a', array['x,y', null, '"'], '{"k": "\\u00e9"}', '2026-02-28 23:59:59.123456+00'),
    (null, null, null, null, 'infinity');
  insert into "Ticket" values (1, 3), (2, 1);
  select nextval('number')`;

const everything = `
  select to_jsonb(event) from event union all select to_jsonb("Ticket") from "Ticket"`;

it('the major version before the one from npm can be moved', async () => {
  expect(await canRunPostgres((await shippedPostgresMajor()) - 1)).toBe(true);
});

describe('data that PostgreSQL 17 wrote', () => {
  let base: string;
  let dataDir: string;
  let written: unknown[][];
  const start = () => startEmbeddedPostgres({ dataDir, settings, log });
  const prepare = async (server: { ensureOwnDatabase(name: string): Promise<string> }) => {
    await query(await server.ensureOwnDatabase('shop'), tables);
  };
  const upgrade = (signal = new AbortController().signal) =>
    upgradeEmbeddedPostgres({ dataDir, prepare, log, signal });
  /** What a server says of itself and of its data. */
  const ask = async (sql: string) => {
    const server = await start();
    try {
      const [[version] = []] = await query(server.url('shop'), 'show server_version_num');
      return {
        major: Math.floor(Number(version) / 10_000),
        rows: await query(server.url('shop'), sql),
      };
    } finally {
      await server.stop();
    }
  };

  beforeAll(async () => {
    base = await realpath(await testFolder('upgrade'));
    dataDir = join(base, 'written');
    const server = await start();
    await prepare(server);
    await query(server.url('shop'), rows);
    written = await query(server.url('shop'), everything);
    await server.stop();
    await moveToEarlier(dataDir, 17, prepare);
  });
  afterAll(() => rm(base, { recursive: true, force: true }));
  beforeEach(async () => {
    await promisify(execFile)('cp', ['-a', join(base, 'written'), join(base, 'data')]);
    dataDir = join(base, 'data');
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('is served by PostgreSQL 17 until it is moved', async () => {
    expect((await ask('select 1')).major).toBe(17);
  });

  it('is the same after it was moved to PostgreSQL 18, numbers go on, and nothing else is left', async () => {
    expect(written).toHaveLength(4);
    expect(await ask(everything)).toEqual({ major: 17, rows: written });
    await upgrade();
    expect(await ask(everything)).toEqual({ major: 18, rows: written });
    const next = `insert into event (name) values ('third') returning id, name, nextval('number')`;
    expect((await ask(next)).rows).toEqual([[3, 'THIRD', '8']]);
    await expect(ask(`insert into "Ticket" values (9, 1)`)).rejects.toThrow(/foreign key/);
    expect((await readdir(dataDir)).filter((name) => /cluster.|postgresql/.test(name))).toEqual([]);
    await upgrade(); // nothing to do
  });

  it('stays with PostgreSQL 17 when there are tables that this version does not know', async () => {
    const server = await start();
    await query(server.url('shop'), 'create table theirs (id int)');
    await server.stop();
    await expect(upgrade()).rejects.toThrow(
      /tables of the database shop.*theirs.*Nothing was moved/,
    );
    expect(await ask('select count(*) from event')).toEqual({ major: 17, rows: [['2']] });
  });

  it('stays with PostgreSQL 17 when the start is interrupted, and is moved by the next one', async () => {
    const stopping = new AbortController();
    const interrupted = upgradeEmbeddedPostgres({
      dataDir,
      async prepare(server) {
        await prepare(server);
        stopping.abort();
      },
      log,
      signal: stopping.signal,
    });
    await expect(interrupted).rejects.toThrow();
    expect((await ask('select count(*) from event')).major).toBe(17);
    await upgrade();
    expect(await ask('select count(*) from event')).toEqual({ major: 18, rows: [['2']] });
  });

  it('is not touched while a server runs on it', async () => {
    const server = await start();
    try {
      await expect(upgrade()).rejects.toThrow(/already in use/);
    } finally {
      await server.stop();
    }
    expect((await ask('select 1')).major).toBe(17);
  });
});

describe('a swap of the files of a server that was interrupted', () => {
  let folder: string;
  let cluster: string;
  const make = async (...names: string[]) => {
    for (const name of names) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'file'), name);
    }
    await settleSwap(cluster);
    return readdir(folder);
  };
  const content = () => readFile(join(cluster, 'file'), 'utf8');
  beforeEach(async () => {
    folder = await testFolder('swap');
    cluster = join(folder, 'cluster');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is undone while the former files have their name: more may have been written to them', async () => {
    expect(await make('cluster', 'cluster.next')).toEqual(['cluster']);
    expect(await content()).toBe('cluster');
  });

  it('is completed when no files have it', async () => {
    expect(await make('cluster.next', 'cluster.replaced')).toEqual(['cluster']);
    expect(await content()).toBe('cluster.next');
  });

  it('leaves nothing of the former files', async () => {
    expect(await make('cluster', 'cluster.replaced')).toEqual(['cluster']);
    expect(await content()).toBe('cluster');
  });

  it('never began where there is no server yet', async () => {
    expect(await make()).toEqual([]);
    expect(existsSync(cluster)).toBe(false);
  });
});
