import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  createDatabase,
  type EmbeddedPostgres,
  makeFolder,
  makeStandby,
  type PostgresDatabase,
  removeRestored,
  standbyName,
  startEmbeddedPostgres,
} from '@onsale/infra';
import { serviceNames } from '@onsale/install';
import { postgresFolder } from '@onsale/rehearse';
import { createLogger, pickFreePort } from '@onsale/runtime';

/** A primary and a standby that follows it by streaming replication. */
export interface Pair {
  /** What a cluster's environment names: each service's database, on both servers. */
  readonly environment: Readonly<Record<string, string>>;
  /** The standby receives nothing more, as when the network between the two fails. */
  cutOff(): Promise<void>;
  /** `kill -9` of the primary, which stays down. */
  killPrimary(): Promise<void>;
  /** Resolves when the standby takes writes. */
  promote(): Promise<void>;
  /**
   * Brings the killed primary back as a standby of the promoted one, from a new copy.
   * @returns whether it follows in time, and commits wait for it where they did before
   */
  bringBack(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface PairOptions {
  /** The parent of both data folders. */
  readonly folder: string;
  /** A commit waits until the standby has it on its disk. */
  readonly synchronous: boolean;
  readonly settings?: Record<string, string>;
  readonly signal: AbortSignal;
}

const names = ['primary', 'standby'] as const;
/** Each in a folder of its own, as an install has it. */
const dataDirOf = (folder: string, name: (typeof names)[number]) => join(folder, name, 'postgres');

/** Where their files are, to delete them. */
export const pairFolders = (folder: string): Promise<string[]> =>
  Promise.all(names.map((name) => postgresFolder(join(folder, name))));

/** Makes two servers with the databases of all services, and starts them. */
export async function startPair(options: PairOptions): Promise<Pair> {
  const { folder, synchronous, settings = {}, signal } = options;
  for (const name of names) await makeFolder(join(folder, name), 0o711);
  const [primaryDir, standbyDir] = [dataDirOf(folder, 'primary'), dataDirOf(folder, 'standby')];
  const [primaryPort, standbyPort] = [await pickFreePort(), await pickFreePort()];
  const running = new Set<EmbeddedPostgres>();
  const stop = async () => {
    for (const server of running) await server.stop();
  };
  const start = async (dataDir: string, port: number) => {
    const log = () => undefined;
    const server = await startEmbeddedPostgres({ dataDir, port, settings, signal, log });
    running.add(server);
    return server;
  };
  /** @returns whether the other server follows in time */
  const isFollowed = async (server: EmbeddedPostgres) => {
    if (!(await findsInTime(server, follows, signal))) return false;
    if (!synchronous) return true;
    const waits = `alter system set synchronous_standby_names = '${standbyName}'`;
    await run(server, waits, 'select pg_reload_conf()');
    return findsInTime(server, `${follows} and sync_state = 'sync'`, signal);
  };

  try {
    const primary = await start(primaryDir, primaryPort);
    const environment: Record<string, string> = {};
    for (const service of serviceNames) {
      const url = await primary.ensureOwnDatabase(service);
      const both = [primaryPort, standbyPort].map((port) => `127.0.0.1:${port}`).join(',');
      environment[`ONSALE_${service.toUpperCase()}_DATABASE_URL`] = url.replace(
        `127.0.0.1:${primaryPort}`,
        both,
      );
    }
    await makeStandby(primary.url('postgres'), standbyDir, signal);
    const standby = await start(standbyDir, standbyPort);
    if (!(await isFollowed(primary))) throw new Error('The standby does not follow.');
    return {
      environment,
      cutOff: () =>
        run(standby, "alter system set primary_conninfo = ''", 'select pg_reload_conf()'),
      killPrimary: () => primary.kill(),
      promote: () => run(standby, 'select pg_promote(wait => true)'),
      async bringBack() {
        await removeRestored(primaryDir, await realpath(primaryDir));
        await makeStandby(standby.url('postgres'), primaryDir, signal);
        await start(primaryDir, primaryPort);
        return isFollowed(standby);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const follows = `select from pg_stat_replication where state = 'streaming'`;
const statementTimeoutMs = 60_000;
const followsWithinMs = 60_000;
const askEveryMs = 100;

function run(server: EmbeddedPostgres, ...statements: readonly string[]): Promise<void> {
  return withSuperuser(server, async (database) => {
    for (const statement of statements) await database.query(statement);
  });
}

/** Whether the server has a row to answer before long. */
function findsInTime(
  server: EmbeddedPostgres,
  statement: string,
  signal: AbortSignal,
): Promise<boolean> {
  const untilMs = performance.now() + followsWithinMs;
  return withSuperuser(server, async (database) => {
    while ((await database.query(statement)).length === 0) {
      if (performance.now() > untilMs) return false;
      await setTimeout(askEveryMs, undefined, { signal });
    }
    return true;
  });
}

async function withSuperuser<T>(
  server: EmbeddedPostgres,
  work: (database: PostgresDatabase) => Promise<T>,
): Promise<T> {
  const database = createDatabase({
    ...{ url: server.url('postgres'), maxConnections: 1, statementTimeoutMs },
    log: createLogger('silent'),
  });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
