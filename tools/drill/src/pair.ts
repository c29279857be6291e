import { join } from 'node:path';
import {
  createDatabase,
  type EmbeddedPostgres,
  makeFolder,
  makeStandby,
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
  const start = (dataDir: string, port: number, more: Record<string, string> = {}) =>
    startEmbeddedPostgres({
      ...{ dataDir, port, settings: { ...settings, ...more }, signal, log: () => undefined },
    });

  const empty = await start(primaryDir, primaryPort);
  const environment: Record<string, string> = {};
  try {
    for (const service of serviceNames) {
      const url = await empty.ensureOwnDatabase(service);
      const both = [primaryPort, standbyPort].map((port) => `127.0.0.1:${port}`).join(',');
      environment[`ONSALE_${service.toUpperCase()}_DATABASE_URL`] = url.replace(
        `127.0.0.1:${primaryPort}`,
        both,
      );
    }
  } finally {
    await empty.stop();
  }
  await makeStandby(primaryDir, standbyDir, primaryPort);
  const waits: Record<string, string> = synchronous
    ? { synchronous_standby_names: standbyName }
    : {};
  const primary = await start(primaryDir, primaryPort, waits);
  const standby = await start(standbyDir, standbyPort).catch(async (error: Error) => {
    await primary.stop();
    throw error;
  });
  return {
    environment,
    cutOff: () => run(standby, "alter system set primary_conninfo = ''", 'select pg_reload_conf()'),
    killPrimary: () => primary.kill(),
    promote: () => run(standby, 'select pg_promote(wait => true)'),
    async stop() {
      await primary.stop();
      await standby.stop();
    },
  };
}

const statementTimeoutMs = 60_000;

async function run(server: EmbeddedPostgres, ...statements: readonly string[]): Promise<void> {
  const database = createDatabase({
    ...{ url: server.url('postgres'), maxConnections: 1, statementTimeoutMs },
    log: createLogger('silent'),
  });
  try {
    for (const statement of statements) await database.query(statement);
  } finally {
    await database.close();
  }
}
