import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { clusterPassword, ensureCluster, urlOf } from './embedded-postgres/cluster.js';
import { type DatabaseOwner, ensureDatabase } from './embedded-postgres/databases.js';
import { defaultSettings } from './embedded-postgres/default-settings.js';
import { binariesOf } from './embedded-postgres/earlier.js';
import { explain } from './embedded-postgres/failures.js';
import { clearLeftovers } from './embedded-postgres/leftovers.js';
import type { PostgresLog } from './embedded-postgres/log.js';
import { claimDataFolder } from './embedded-postgres/owner.js';
import { placeCluster } from './embedded-postgres/placement.js';
import { startPostmaster } from './embedded-postgres/postmaster.js';
import { type Roles, rolesOf } from './embedded-postgres/roles.js';
import { startOnPort } from './embedded-postgres/start-on-port.js';
import { type Supervisor, supervise } from './embedded-postgres/supervisor.js';
import { endSwap } from './embedded-postgres/swap.js';
import { makeFolder } from './make-folder.js';

export interface EmbeddedPostgres extends Roles {
  /** Connection URL of a database of this server, for the superuser role. It survives restarts. */
  url(database: string): string;
  /**
   * Creates the database unless it exists. Names are lower case letters, digits and `_`.
   * @param owner a role that logs in with this password and has all rights in this database and
   * none in others; by default the superuser
   */
  ensureDatabase(name: string, owner?: DatabaseOwner): Promise<void>;
  /** Pid of the postmaster at this moment, for crash rehearsals. */
  readonly pid: number;
  /** Stops the server cleanly, by force if it takes too long, and releases the data folder. */
  stop(): Promise<void>;
  /** Kills the server as a power cut would (`kill -9`) and leaves it down. For drills. */
  kill(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Created when missing. One process at a time may use it. */
  dataDir: string;
  /** The port to listen on; by default a free one. */
  port?: number;
  /** PostgreSQL settings that replace or extend the defaults, such as `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
  /** Aborts the start, which then rejects. */
  signal?: AbortSignal;
  log: PostgresLog;
}

/**
 * Starts the PostgreSQL from npm on a data folder, as an ordinary user or as root, also after a
 * crash, and keeps it running until `stop()`. Files of an earlier major version get the PostgreSQL
 * that wrote them, until `upgradeEmbeddedPostgres` has moved them.
 *
 * @throws Error whose message says in one line what is wrong and what to do.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { log } = options;
  const settings = { ...defaultSettings, ...options.settings };
  let dataDir = resolve(options.dataDir);
  let release: (() => Promise<void>) | undefined;
  try {
    await makeFolder(dataDir);
    dataDir = await realpath(dataDir);
    release = await claimDataFolder(dataDir);
    const place = await placeCluster(dataDir);
    if (place.parent !== dataDir) {
      log(`PostgreSQL's account cannot enter ${dataDir}, so the database is in ${place.parent}`);
    }
    const binaries = await binariesOf(place, log, options.signal);
    const password = await clusterPassword(dataDir, place.cluster);
    await ensureCluster(place, binaries, password, log, options.signal);
    await clearLeftovers(place.cluster, log);
    const start = (port: number, abort: AbortSignal) =>
      startPostmaster(place, binaries, port, settings, log, abort);
    const { port, server } = await startOnPort(options.port, start, options.signal);
    await endSwap(place.cluster);
    const supervisor = supervise(place.cluster, server, (abort) => start(port, abort), log);
    return running(port, password, supervisor, release);
  } catch (error) {
    await release?.().catch(() => undefined);
    throw explain('Opening the data folder', dataDir, error);
  }
}

function running(
  port: number,
  password: string,
  supervisor: Supervisor,
  release: () => Promise<void>,
): EmbeddedPostgres {
  const url = (database: string) => urlOf(port, password, database);
  const end = async (ending: () => Promise<void>) => {
    try {
      await ending();
    } finally {
      await release();
    }
  };
  let stopped: Promise<void> | undefined;
  return {
    url,
    ...rolesOf(url),
    ensureDatabase: (name, owner) => ensureDatabase(url('postgres'), name, owner),
    get pid() {
      return supervisor.pid;
    },
    stop() {
      stopped ??= end(supervisor.stop);
      return stopped;
    },
    kill() {
      stopped ??= end(supervisor.kill);
      return stopped;
    },
  };
}
