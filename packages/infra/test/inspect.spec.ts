import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inspectEmbeddedPostgres, postgresMajorOf } from '../src/embedded-postgres/inspect.js';
import { startEmbeddedPostgres } from '../src/embedded-postgres.js';

let base: string;
let dataDir: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'onsale-inspect-'));
  dataDir = join(base, 'data');
});
afterEach(async () => {
  const parent = (await inspectEmbeddedPostgres(dataDir))?.parent;
  if (parent) await rm(parent, { recursive: true, force: true });
  await rm(base, { recursive: true, force: true });
});

const start = () => startEmbeddedPostgres({ dataDir, log: () => undefined });

async function databaseOf(url: string | undefined): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  await client.connect();
  try {
    return (await client.query('select current_database() as name')).rows[0].name;
  } finally {
    await client.end();
  }
}

it('no server is found in an empty folder', async () => {
  expect(await inspectEmbeddedPostgres(dataDir)).toBeUndefined();
});

// With 700 the folder is closed to other users; the database of root is then elsewhere.
it.each(['755', '700'])(
  'finds the server of a folder of mode %s, and who owns it',
  async (mode) => {
    await chmod(base, Number.parseInt(mode, 8));
    const started = await start();
    try {
      const found = await inspectEmbeddedPostgres(dataDir);
      expect(found).toMatchObject({ ownerPid: process.pid, server: { pid: started.pid } });
      expect(await databaseOf(found?.server?.url('postgres'))).toBe('postgres');
    } finally {
      await started.stop();
    }
    expect(await inspectEmbeddedPostgres(dataDir)).toMatchObject({
      isMade: true,
      ownerPid: undefined,
      server: undefined,
    });
  },
);

it('files that a crash has left without their name are an install', async () => {
  await (await start()).stop();
  const parent = (await inspectEmbeddedPostgres(dataDir))?.parent ?? '';
  await rename(join(parent, 'cluster'), join(parent, 'cluster.next'));
  expect(await inspectEmbeddedPostgres(dataDir)).toMatchObject({ isMade: true, server: undefined });
  expect(await postgresMajorOf(dataDir)).toBe(18);
});

it('a folder whose version cannot be read is not taken for an empty one', async () => {
  expect(await postgresMajorOf(dataDir)).toBeUndefined();
  await (await start()).stop();
  expect(await postgresMajorOf(dataDir)).toBe(18);
  const parent = (await inspectEmbeddedPostgres(dataDir))?.parent ?? '';
  const path = join(parent, 'cluster', 'PG_VERSION');
  await rm(path);
  expect(await postgresMajorOf(dataDir)).toBeUndefined();
  await mkdir(path); // fails for root too, as a disk does
  await expect(postgresMajorOf(dataDir)).rejects.toThrow('EISDIR');
});
