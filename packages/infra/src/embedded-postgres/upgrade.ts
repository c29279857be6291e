import { chown, mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Binaries, locateBinaries } from './binaries.js';
import { clusterPassword, createCluster, draftPrefix, urlOf } from './cluster.js';
import { copyDatabases } from './copy-databases.js';
import { defaultSettings } from './default-settings.js';
import { binariesOf, earlierFolder } from './earlier.js';
import { explain, ReadyMessage } from './failures.js';
import { postgresMajorOf } from './inspect.js';
import { clearLeftovers } from './leftovers.js';
import type { PostgresLog } from './log.js';
import { claimDataFolder } from './owner.js';
import { type Placement, placeCluster } from './placement.js';
import { StartFailed, sendSignal, startPostmaster, stopProcess } from './postmaster.js';
import { type Roles, rolesOf } from './roles.js';
import { assertRoomForCopy } from './room.js';
import { startOnPort } from './start-on-port.js';
import { swapBack, swapIn } from './swap.js';

export interface UpgradeOptions {
  readonly dataDir: string;
  /** Creates the databases and tables of this version in a server, or updates them. */
  readonly prepare: (server: Roles) => Promise<void>;
  readonly log: PostgresLog;
  readonly signal: AbortSignal;
}

/**
 * Moves the server of a data folder to the PostgreSQL from npm, if an earlier major version wrote
 * its files: copies all databases to a new server beside it, which then takes its place. Interrupted
 * at any point it leaves one of the two, whole. Its tables are those of this version afterwards, also
 * if copying fails.
 * @throws Error whose message says in one line what is wrong and what to do
 */
export async function upgradeEmbeddedPostgres(options: UpgradeOptions): Promise<void> {
  const found = await postgresMajorOf(options.dataDir);
  const shipped = await locateBinaries(undefined);
  if (found === undefined || found === shipped.major) return;
  const dataDir = await realpath(options.dataDir);
  const release = await claimDataFolder(dataDir);
  try {
    await moveServer(dataDir, ({ runAs }) => locateBinaries(runAs), options);
  } catch (error) {
    throw explain('Moving the data to a newer PostgreSQL', dataDir, error);
  } finally {
    await release();
  }
}

/**
 * Moves the server of a data folder that we own to another PostgreSQL, as above. The former files
 * stay beside it until it was started by `startEmbeddedPostgres`.
 */
export async function moveServer(
  dataDir: string,
  to: (place: Placement) => Promise<Binaries>,
  { prepare, log, signal }: Omit<UpgradeOptions, 'dataDir'>,
): Promise<void> {
  const place = await placeCluster(dataDir);
  const [before, next] = [await binariesOf(place, log, signal), await to(place)];
  const draft = join(place.parent, `${draftPrefix}next`);
  const made: Placement = { ...place, cluster: join(draft, 'cluster') };
  const password = await clusterPassword(dataDir, place.cluster);
  for (const { cluster } of [place, made]) await clearLeftovers(cluster, log);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (place.runAs) await chown(draft, place.runAs.uid, place.runAs.gid);
  const withNextServer = (at: Placement, work: Work) =>
    withServer(at, next, password, log, signal, work).catch((error: unknown) => {
      if (!(error instanceof StartFailed)) throw error;
      throw new ReadyMessage(
        `PostgreSQL ${next.major} does not start: ${error.words} Nothing was moved. Until this is mended, the version of Onsale that you had runs on the data (git checkout).`,
        { cause: error },
      );
    });
  log(`Moving the data from PostgreSQL ${before.major} to ${next.major}`, true);
  try {
    await createCluster(made, next, password, signal);
    await withServer(place, before, password, log, signal, (from) =>
      withNextServer(made, async (to) => {
        await assertRoomForCopy(from('postgres'), place.parent);
        for (const url of [from, to]) await prepare(rolesOf(url));
        await copyDatabases(from, to, draft);
      }),
    );
    signal.throwIfAborted();
    await swapIn(made.cluster, place.cluster);
    try {
      await withNextServer(place, async () => undefined);
    } catch (error) {
      await swapBack(made.cluster, place.cluster);
      throw error;
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await rm(earlierFolder(place, before.major), { recursive: true, force: true });
}

/** @param url connection URL of a database of the server */
type Work = (url: (database: string) => string) => Promise<void>;

/** Runs a server while `work` needs it; when `signal` aborts, the server ends and so does the work. */
async function withServer(
  place: Placement,
  binaries: Binaries,
  password: string,
  log: PostgresLog,
  signal: AbortSignal,
  work: Work,
): Promise<void> {
  const { port, server } = await startOnPort(
    undefined,
    (free, abort) => startPostmaster(place, binaries, free, defaultSettings, log, abort),
    signal,
  );
  const onAbort = () => sendSignal(server.pid, 'SIGINT');
  signal.addEventListener('abort', onAbort);
  try {
    await work((database) => urlOf(port, password, database));
  } finally {
    signal.removeEventListener('abort', onAbort);
    await stopProcess(server.pid, server.isGone);
  }
}
