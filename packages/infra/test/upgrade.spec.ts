import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { moveToEarlier, testFolder } from '@onsale/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { placeCluster } from '../src/embedded-postgres/placement.js';
import { settleSwap, swapBack, swapIn } from '../src/embedded-postgres/swap.js';
import { upgradeEmbeddedPostgres } from '../src/embedded-postgres/upgrade.js';
import { canRunPostgres, shippedPostgresMajor, startEmbeddedPostgres } from '../src/index.js';

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

const hasEarlier = process.env.ONSALE_TEST_EARLIER_POSTGRES !== undefined;

describe.runIf(hasEarlier)('data that PostgreSQL 17 wrote', () => {
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
    base = await realpath(await testFolder('upgrade', { runs: true }));
    dataDir = join(base, 'written');
    const server = await start();
    await prepare(server);
    await query(server.url('shop'), rows);
    written = await query(server.url('shop'), everything);
    await server.stop();
    await moveToEarlier(dataDir, 17, prepare);
  }, 600_000);
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

  it('stays with PostgreSQL 17 when the disk has no room for a copy', async () => {
    const [[path] = []] = (await ask(`select pg_relation_filepath('event')`)).rows;
    const filler = join(dataDir, 'cluster', `${path}_filler`);
    await writeFile(filler, '');
    await truncate(filler, 2 ** 42); // it takes no room itself
    await expect(upgrade()).rejects.toThrow(/needs 4\d{6} MB, and the disk .* has \d+ MB free/);
    await rm(filler);
    expect((await ask('select 1')).major).toBe(17);
  });

  it('stays with PostgreSQL 17 when the new server does not start in its place', async () => {
    const made = join(dataDir, 'cluster.draft.next', 'cluster', 'postgresql.auto.conf');
    const broken = upgradeEmbeddedPostgres({
      dataDir,
      async prepare(server) {
        await prepare(server);
        await writeFile(made, 'nonsense');
      },
      log,
      signal: new AbortController().signal,
    });
    await expect(broken).rejects.toThrow(
      /PostgreSQL 18 does not start: .*postgresql\.auto\.conf.* Nothing was moved/,
    );
    expect(await ask('select count(*) from event')).toEqual({ major: 17, rows: [['2']] });
    expect((await readdir(dataDir)).filter((name) => /cluster./.test(name))).toEqual([]);
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
    expect(await make('cluster.next', 'cluster.replaced')).toEqual(['cluster', 'cluster.replaced']);
    expect(await content()).toBe('cluster.next');
  });

  it('keeps the former files until a server has started on the new ones', async () => {
    expect(await make('cluster', 'cluster.replaced')).toEqual(['cluster', 'cluster.replaced']);
    expect(await content()).toBe('cluster');
  });

  it('has the former files where the new ones were being taken away', async () => {
    expect(await make('cluster.replaced')).toEqual(['cluster']);
    expect(await content()).toBe('cluster.replaced');
  });

  it('can be taken back', async () => {
    await make('cluster', 'made');
    await swapIn(join(folder, 'made'), cluster);
    expect(await content()).toBe('made');
    await swapBack(join(folder, 'made'), cluster);
    expect(await content()).toBe('cluster');
    expect(await readdir(folder)).toEqual(['cluster', 'made']);
  });

  it.runIf(process.getuid?.() === 0)(
    'is completed before a start by root chooses the account that owns the files',
    async () => {
      const uid = 12_345;
      await mkdir(`${cluster}.next`);
      for (const path of [folder, `${cluster}.next`]) await chown(path, uid, uid);
      await chmod(folder, 0o700);
      expect(await placeCluster(folder)).toMatchObject({ cluster, runAs: { uid } });
      expect(await readdir(folder)).toEqual(['cluster']);
    },
  );

  it('never began where there is no server yet', async () => {
    expect(await make()).toEqual([]);
    expect(existsSync(cluster)).toBe(false);
  });
});
