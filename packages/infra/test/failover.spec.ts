import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pickFreePort, Unavailable } from '@onsale/runtime';
import { eventually, testFolder, testLogger } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDatabase,
  type EmbeddedPostgres,
  isDatabaseUrl,
  makeStandby,
  type PostgresDatabase,
  serverUrls,
  standbyName,
  startEmbeddedPostgres,
} from '../src/index.js';

describe('the URL of a database', () => {
  it.each([
    ['postgres://a:b@one/orders', ['postgres://a:b@one/orders']],
    ['postgresql://a:x,y@one:1/orders', ['postgresql://a:x,y@one:1/orders']],
    ['postgres://one/orders?application_name=a,b', ['postgres://one/orders?application_name=a,b']],
    [
      'postgresql://a:x,y@one:1,[::1]:2/orders?sslmode=verify-full',
      [
        'postgresql://a:x,y@one:1/orders?sslmode=verify-full',
        'postgresql://a:x,y@[::1]:2/orders?sslmode=verify-full',
      ],
    ],
    ['postgres://one,two,', ['postgres://one', 'postgres://two']],
  ])('%s names its servers', (url, servers) => {
    expect(serverUrls(url)).toEqual(servers);
    expect(isDatabaseUrl(url)).toBe(true);
  });

  it.each(['orders', 'mysql://one/orders', 'postgres://one,two:port/orders'])(
    'is not %s',
    (url) => {
      expect(isDatabaseUrl(url)).toBe(false);
    },
  );
});

describe('a database on two servers', () => {
  const log = testLogger();
  let folder: string;
  let [first, second]: EmbeddedPostgres[] = [];
  let url: string;
  const opened: PostgresDatabase[] = [];
  const open = (at = url) => {
    const options = { url: at, maxConnections: 4, statementTimeoutMs: 600_000, log };
    const database = createDatabase(options);
    opened.push(database);
    return database;
  };
  const portOf = async (database: PostgresDatabase) => {
    const [row] = await database.query<{ port: number }>('select inet_server_port() as port');
    return String(row?.port);
  };
  const portIn = (server: EmbeddedPostgres | undefined) =>
    new URL(server?.url('orders') as string).port;
  const start = (name: string, port: number, settings = {}) =>
    startEmbeddedPostgres({
      dataDir: join(folder, name),
      port,
      settings: { fsync: 'off', shared_buffers: '16MB', ...settings },
      log: () => undefined,
    });
  const write = (database: PostgresDatabase) => database.query('insert into sold default values');

  beforeAll(async () => {
    folder = await testFolder('failover');
    const ports = [await pickFreePort(), await pickFreePort()] as const;
    const empty = await start('first', ports[0]);
    const own = await empty.ensureOwnDatabase('orders');
    await makeStandby(empty.url('postgres'), join(folder, 'second'));
    await empty.stop();
    first = await start('first', ports[0], { synchronous_standby_names: standbyName });
    second = await start('second', ports[1]);
    // The standby is named first.
    url = own.replace(`127.0.0.1:${ports[0]}`, `127.0.0.1:${ports[1]},127.0.0.1:${ports[0]}`);
    await open().query('create table sold (id int generated always as identity)');
  });
  afterAll(async () => {
    await first?.kill(); // first, so that nothing waits for them
    await second?.kill();
    for (const database of opened) await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is written to on the primary, wherever the URL names it', async () => {
    const database = open();
    await write(database);
    expect(await portOf(database)).toBe(portIn(first));
  });

  it('is read on a standby when the URL names that server alone, and its refusal to write means try again', async () => {
    const standby = open(serverUrls(url)[0]);
    await eventually(async () => {
      expect(await standby.query('select from sold')).not.toEqual([]);
    });
    expect(await portOf(standby)).toBe(portIn(second));
    await expect(write(standby)).rejects.toBeInstanceOf(Unavailable);
  });

  it('is found again after the primary’s machine went silent and the standby was promoted', async () => {
    const database = open();
    const transaction = (text: string) => database.transaction((sql) => sql.query(text));
    await Promise.all([1, 2, 3].map(() => transaction('select pg_sleep(0.1)')));
    const forAll = (signal: NodeJS.Signals) => signalAll(first?.pid as number, signal);
    forAll('SIGSTOP');
    try {
      const underWay = [write(database), transaction('select from sold')];
      const outcomes = Promise.allSettled(underWay);
      await open(second?.url('orders')).query('select pg_promote()');
      for (const { status } of await outcomes) expect(status).toBe('rejected');
      await eventually(() => write(database));
      expect(await portOf(database)).toBe(portIn(second));
    } finally {
      forAll('SIGCONT');
    }
  });

  it('is used on the server promoted last when two take writes', async () => {
    for (const named of [url, urlReversed(url)]) {
      expect(await portOf(open(named))).toBe(portIn(second));
    }
  });

  it('is not used on the replaced primary by a process that knows the promoted one', async () => {
    const database = open();
    await write(database);
    await second?.kill();
    expect(await portOf(open())).toBe(portIn(first)); // a process that starts now uses the old primary, which takes writes
    const error = (await portOf(database).catch((reason: unknown) => reason)) as Error;
    expect(error).toBeInstanceOf(Unavailable);
    expect(String(error.cause)).toContain(`:${portIn(first)} (replaced: another one was promoted`);
  });

  it('is not read on a former primary that came back as a standby', async () => {
    const port = Number(portIn(second));
    second = await start('second', port);
    const database = open();
    await eventually(async () => expect(await portOf(database)).toBe(portIn(second)));
    await second.stop();
    await writeFile(join(folder, 'second', 'cluster', 'standby.signal'), '');
    second = await start('second', port);
    await first?.kill();
    const error = (await portOf(database).catch((reason: unknown) => reason)) as Error;
    expect(error).toBeInstanceOf(Unavailable);
    expect(String(error.cause)).toContain(`:${port} (a standby)`);
  });

  it('is reported as unavailable soon when no server takes writes', async () => {
    const database = open();
    await second?.kill();
    const error = (await write(database).catch((reason: unknown) => reason)) as Error;
    expect(error).toBeInstanceOf(Unavailable);
    expect((error.cause as Error).message).toMatch(
      /^No server takes writes: 127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\), 127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\)$/,
    );
  });
});

function urlReversed(url: string): string {
  const [one, two] = serverUrls(url).map((server) => new URL(server).host);
  return url.replace(`${one},${two}`, `${two},${one}`);
}

/** Signals a server and all its processes, as if its machine were gone. */
function signalAll(pid: number, signal: NodeJS.Signals): void {
  process.kill(pid, signal);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  for (const child of children) {
    try {
      process.kill(Number(child), signal);
    } catch (error) {
      // PostgreSQL ends processes of its own at any time.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
