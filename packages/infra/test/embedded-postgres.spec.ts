import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { builtProgram, eventually, isGone, killNow, testFolder } from '@onsale/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { explain } from '../src/embedded-postgres/failures.js';
import { recoverySync } from '../src/embedded-postgres/recovery.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded-postgres.js';

const root = process.getuid?.() === 0;

let ownerProgram: string;
/** A data folder that was used before: creating one takes longer than most tests. */
let used: string;
let base: string;
let dataDir: string;
let log: string[];
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  ownerProgram = await builtProgram(new URL('embedded-postgres-owner.ts', import.meta.url));
  used = join(await realpath(await testFolder('pg')), 'data');
  await (await startEmbeddedPostgres({ dataDir: used, log: () => undefined })).stop();
});
afterAll(() => rm(dirname(used), { recursive: true }));

beforeEach(async () => {
  base = await realpath(await testFolder('pg'));
  dataDir = join(base, 'data');
  log = [];
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  const place = await readFile(join(dataDir, 'location'), 'utf8').catch(() => undefined);
  if (place !== undefined) await rm(place.trim(), { recursive: true });
  await rm(base, { recursive: true, force: true });
});

/** For tests that do not depend on how a data folder is made. */
const beginWithUsedFolder = () =>
  beforeEach(async () => {
    await promisify(execFile)('cp', ['-a', used, dataDir]);
  });

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (line) => log.push(line) });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** Starts the owner script and resolves with the line it prints, or undefined if it dies first. */
async function startOwner(...args: string[]): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, [ownerProgram, dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, as a shell gives to a command.
    detached: true,
  });
  children.push(child);
  let says = '';
  for await (const line of createInterface({ input: child.stdout })) {
    says = line;
    break;
  }
  return { child, says };
}

/** Recovery may take long on a busy machine. */
const until = <T>(attempt: () => Promise<T>) => eventually(attempt, { timeoutMs: 60_000 });

describe('a new data folder', () => {
  test('becomes a durable UTF-8 server in UTC that only this machine reaches', async () => {
    const server = await start();
    await server.ensureDatabase('orders');
    await Promise.all([server.ensureDatabase('orders'), server.ensureDatabase('catalog')]);
    const rows = await query(
      server.url('orders'),
      `SELECT current_setting('fsync'), current_setting('synchronous_commit'),
        current_setting('server_encoding'), current_setting('timezone'),
        current_setting('listen_addresses'), current_setting('unix_socket_directories'),
        lower('ÄÖÉ'), current_database()`,
    );
    expect(rows).toEqual([['on', 'on', 'UTF8', 'UTC', '127.0.0.1', '', 'äöé', 'orders']]);
  });

  test('rejects connections without the password, which only its owner can read', async () => {
    const server = await start();
    const wrong = server.url('postgres').replace(/:[^:@]+@/, ':guess@');
    await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  });

  test('is reported when it is a file', async () => {
    await writeFile(dataDir, '');
    await expect(start()).rejects.toThrow(/is not a folder. Set ONSALE_DATA/);
  });

  test('an interrupted initdb is repeated', async () => {
    const { child, says } = await startOwner('die-in-initdb');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    expect(says).toBe('');
    expect(await readdir(dataDir)).not.toContain('cluster');
    const server = await start();
    expect(await query(server.url('postgres'), 'SELECT 1')).toEqual([[1]]);
    await server.stop();
    await start();
    expect((await readdir(dataDir)).filter((name) => name.includes('draft'))).toEqual([]);
  });
});

describe('a data folder', () => {
  beginWithUsedFolder();

  test('keeps its data over a stop and a start', async () => {
    const first = await start();
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(isGone(first.pid)).toBe(true);
    const second = await start();
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([[42]]);
  });

  test('never logs the values of rows, even when statements fail', async () => {
    const server = await start();
    await query(server.url('postgres'), 'CREATE TABLE person (email text UNIQUE)');
    const insert = `INSERT INTO person VALUES ('someone@example.com')`;
    await query(server.url('postgres'), insert);
    await expect(query(server.url('postgres'), insert)).rejects.toThrow(/duplicate key/);
    await server.stop();
    expect(log.join('\n')).toContain('shut down');
    expect(log.join('\n')).not.toContain('someone@');
  });

  test('rejects a database name that is not a plain identifier', async () => {
    const server = await start();
    await expect(server.ensureDatabase('a"; DROP DATABASE orders')).rejects.toThrow(/not a name/);
  });
});

describe('after a crash', () => {
  beginWithUsedFolder();

  test('one call flushes all files where the system reports failed writes that way', async () => {
    const inOneCall = { recovery_init_sync_method: 'syncfs' };
    expect(recoverySync('linux', '5.8.0-63-generic')).toEqual(inOneCall);
    expect(recoverySync('linux', '6.1.0')).toEqual(inOneCall);
    expect(recoverySync('linux', '5.4.0')).toEqual({});
    expect(recoverySync('linux', '4.18.0-553.el8')).toEqual({});
    expect(recoverySync('darwin', '24.1.0')).toEqual({});
    const method = await query((await start()).url('postgres'), 'show recovery_init_sync_method');
    expect(method).toEqual([[recoverySync().recovery_init_sync_method ?? 'fsync']]);
  });

  test('a killed server is restarted with its data on the same URL, every time', async () => {
    const server = await start();
    const url = server.url('postgres');
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    for (let round = 0; round < 2; round += 1) {
      const killed = server.pid;
      process.kill(killed, 'SIGKILL');
      expect(await until(() => query(url, 'SELECT answer FROM kept'))).toEqual([[42]]);
      await until(async () => expect(server.pid).not.toBe(killed));
    }
  });

  test('a server stopped in the middle of its restart stays stopped', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    await until(async () => expect(log.join('\n')).toContain('restarting'));
    await server.stop();
    expect(isGone(server.pid)).toBe(true);
    // Its port may be someone else's by now.
    await expect(query(server.url('postgres'), 'SELECT 1')).rejects.toThrow();
  });

  test('the server of a killed owner is stopped, and its data is still there', async () => {
    const { child, says } = await startOwner();
    const orphan = JSON.parse(says) as { pid: number; url: string };
    await query(orphan.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await killNow(child);
    expect(isGone(orphan.pid)).toBe(false);
    const server = await start();
    expect(await query(server.url('postgres'), 'SELECT answer FROM kept')).toEqual([[42]]);
    expect(server.pid).not.toBe(orphan.pid);
    await expect(query(orphan.url, 'SELECT 1')).rejects.toThrow();
  });

  test('Ctrl-C in the terminal reaches only the owner, which shuts the server down cleanly', async () => {
    const { child, says } = await startOwner();
    const { url } = JSON.parse(says) as { url: string };
    const group = -Number(child.pid);
    process.kill(group, 'SIGINT');
    await until(async () => expect(isGone(group)).toBe(true));
    expect(await query(url, 'SELECT 1')).toEqual([[1]]);
    // Stops the orphan.
    await start();
  });

  test('an owner that exits without stopping the server ends it too', async () => {
    const { says } = await startOwner('leave');
    const { pid } = JSON.parse(says) as { pid: number };
    await until(async () => expect(isGone(pid)).toBe(true));
  });

  test('owner and server killed together leave nothing that blocks the next start', async () => {
    const { child, says } = await startOwner();
    const { pid, url } = JSON.parse(says) as { pid: number; url: string };
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await killNow(child);
    process.kill(pid, 'SIGKILL');
    const server = await start();
    expect(await query(server.url('postgres'), 'SELECT answer FROM kept')).toEqual([[42]]);
  });

  test('a pid file that names a process which is not PostgreSQL does not block the start', async () => {
    const first = await start();
    await first.stop();
    const cluster = join(dataDir, 'cluster');
    const { uid, gid } = await stat(cluster);
    const other = spawn('sleep', ['60'], { cwd: '/', stdio: 'ignore', ...(root && { uid, gid }) });
    children.push(other);
    const pidFile = `${other.pid}\n${cluster}\n1\n5432\n\n\n  1  1\nready\n`;
    await writeFile(join(cluster, 'postmaster.pid'), pidFile, { mode: 0o666 });
    const server = await start();
    expect(await query(server.url('postgres'), 'SELECT 1')).toEqual([[1]]);
  });
});

describe('a data folder that cannot be used', () => {
  beginWithUsedFolder();

  test('names the process that uses it and the setting to change', async () => {
    const { child, says } = await startOwner();
    const { url } = JSON.parse(says) as { url: string };
    await expect(start()).rejects.toThrow(
      new RegExp(`already in use by another Onsale \\(pid ${child.pid}\\).*ONSALE_DATA.*PORT`),
    );
    expect(await query(url, 'SELECT 1')).toEqual([[1]]);
  });

  test('is taken by one of six processes that start at once after a crash, and five get an error', async () => {
    const { child } = await startOwner();
    await killNow(child);
    const results = await Promise.allSettled(Array.from({ length: 6 }, start));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(5);
    for (const { reason } of refused) expect(String(reason)).toMatch(/already in use by another/);
  });

  test('is reported when another version of PostgreSQL wrote it', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '16\n');
    await expect(start()).rejects.toThrow(/written by PostgreSQL 16.*ONSALE_DATA/);
  });

  test('is reported when it is damaged', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'cluster', 'global', 'pg_control'));
    await expect(start()).rejects.toThrow(/^Starting PostgreSQL failed in .*pg_control.*backup/);
    await rm(join(dataDir, 'cluster', 'PG_VERSION'));
    await expect(start()).rejects.toThrow(/damaged \(PG_VERSION is missing\)/);
  });

  test.each([
    ['ENOSPC: no space left on device, mkdir', /the disk that holds \/x is full/],
    ['PANIC: could not write: No space left on device', /the disk that holds \/x is full/],
    ['EROFS: read-only file system, open', /on a read-only file system. Set ONSALE_DATA/],
    ['EACCES: permission denied, mkdir', /cannot be read and written by this user/],
    [
      'LOG: one\nFATAL:  no such thing\nLOG: two',
      /^Opening failed in \/x: FATAL: {2}no such thing\.$/,
    ],
  ])('leads to one line that says what to do about "%s"', (detail, message) => {
    const error = explain('Opening', '/x', detail);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  test('is reported when its password is missing', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'password'));
    await expect(start()).rejects.toThrow(/password file .* is missing/);
  });

  test('is released after each failed start, so that the next one can succeed', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '16\n');
    await expect(start()).rejects.toThrow();
    await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '18\n');
    await expect(start()).resolves.toBeDefined();
  });
});

describe('as root', () => {
  if (!root) console.log('Left out: a 0700 folder of root, because this is not root');

  test.runIf(root)(
    'a folder of mode 0700 works, keeps its mode, and remembers where its data is',
    async () => {
      await chmod(base, 0o700);
      const first = await start();
      await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
      await first.stop();
      const second = await start();
      expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([[42]]);
      expect((await stat(base)).mode & 0o777).toBe(0o700);
      expect(await readdir(dataDir)).not.toContain('cluster');
      const place = (await readFile(join(dataDir, 'location'), 'utf8')).trim();
      expect(log.join('\n')).toContain(`the database is in ${place}`);
    },
  );

  test.runIf(root)('a folder that was deleted and created again is empty', async () => {
    await chmod(base, 0o700);
    const first = await start();
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const place = await readFile(join(dataDir, 'location'), 'utf8');
    await rm(dataDir, { recursive: true });
    await rm(place.trim(), { recursive: true });
    await mkdir(dataDir);
    const second = await start();
    await expect(query(second.url('postgres'), 'SELECT * FROM kept')).rejects.toThrow(/not exist/);
  });
});
