import { fileURLToPath } from 'node:url';
import { assertSite } from '@onsale/embedded/assert-site';
import { assertDemoStaysHere, seedDemo } from '@onsale/embedded/demo';
import { assertPortFree, assertWritable, explainFullDisk } from '@onsale/embedded/obstacles';
import { claimDataFolder } from '@onsale/infra';
import { type Stop, stopAll } from '@onsale/runtime';
import { type Assembly, assemble } from './assemble.js';
import { type Controls, controls } from './controls.js';
import { type Folders, makeFolders } from './folders.js';
import { watchInstances } from './ingress.js';
import { appendLog, boundLogs } from './logs.js';
import { stopLeftovers } from './processes.js';
import { findPrograms } from './programs.js';
import { dataFolder, type Environment, type InstallSettings, readInstall } from './settings.js';
import { type Keeper, keep } from './supervisor.js';

export type { PartView } from './controls.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface ClusterOptions {
  /** Where settings are read from. */
  readonly environment: Environment;
  /** Each service reaches the bus over a line of its own, which `cut` and `mend` need. */
  readonly cuttable?: boolean;
  /** Without the pages, for tests of the API alone. */
  readonly web?: boolean;
  /** How long a service keeps serving after SIGTERM, in seconds. */
  readonly drainSeconds?: number;
  /** Settings of the PostgreSQL that is started. */
  readonly postgresSettings?: Record<string, string>;
  /** Receives progress messages for a person. */
  readonly progress?: (step: string) => void;
  /** Ends the start at its next step; it is then rejected, and nothing is left running. */
  readonly signal?: AbortSignal;
}

/** Addresses of a cluster and the credentials for them. */
export interface Addresses {
  /** Where browsers find it: `https://onsale.localhost:8443`. */
  readonly url: string;
  /** The same for programs that do not know the name: `https://127.0.0.1:8443`. */
  readonly localUrl: string;
  /** The API in plain HTTP, for programs on this machine that set the caller's address themselves. */
  readonly internalUrl: string;
  /** PEM file with the certificate to trust. */
  readonly caFile: string;
  /** By environment variable: `ONSALE_ORDERS_DATABASE_URL`, each for the service's own role. */
  readonly databaseUrls: Readonly<Record<string, string>>;
  readonly operatorToken: string;
  readonly natsUrls: string;
  /** The operator's, which may do everything. */
  readonly natsAccount: { readonly user: string; readonly password: string };
  /** The operator's, too. */
  readonly redisUrl: string;
  /** Where probes and operators ask, by the name of the part: `orders-1`. */
  readonly operationsUrls: Readonly<Record<string, string>>;
}

/** Every service in two processes of its own, with all that they need, on this machine. */
export interface Cluster extends Controls, Addresses {
  readonly settings: InstallSettings;
  readonly dataFolder: string;
  /** Stops every part in order, even when one fails to stop. */
  stop(): Promise<void>;
}

/**
 * Starts the cluster, however the last one on this data folder ended.
 * @throws Error with one line that says what is wrong and what to do
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { environment, signal, progress = () => undefined } = options;
  const settings = readInstall(environment);
  await assertSite(settings);
  const { demo, host, site } = settings;
  const folder = dataFolder(settings, root);
  assertDemoStaysHere(demo, { ONSALE_HOST: host, ONSALE_SITE: site }, folder);
  const programs = findPrograms(environment.PATH);
  await assertWritable(folder);
  const step = (name: string) => {
    signal?.throwIfAborted();
    progress(name);
  };
  const stops: Stop[] = [];
  const stop = () => stopAll(stops.splice(0).reverse());
  try {
    stops.push(await claimDataFolder(folder));
    const folders = await makeFolders(folder);
    if ((await stopLeftovers(folders)) > 0) progress('Stopping what an earlier start has left');
    await assertPortFree(settings.port, host, 'npm run cluster');
    const assembly = await assemble({ ...options, settings, programs, folders, root });
    stops.push(() => assembly.release());
    const cluster = await run(assembly, { folders, step, stops, signal });
    if (demo) {
      const catalogUrl = assembly.addresses.databaseUrls.ONSALE_CATALOG_DATABASE_URL ?? '';
      await seedDemo(folder, { url: assembly.internalUrl, catalogUrl }, step, signal);
    }
    signal?.throwIfAborted();
    return { ...assembly.addresses, ...cluster, settings, dataFolder: folder, stop };
  } catch (error) {
    const explained = await explainFullDisk(error, folder);
    await stop().catch(() => undefined);
    throw explained;
  }
}

async function run(
  assembly: Assembly,
  told: {
    folders: Folders;
    step: (name: string) => void;
    stops: Stop[];
    signal: AbortSignal | undefined;
  },
): Promise<Controls> {
  const { folders, step, stops, signal } = told;
  const say = (line: string) => appendLog(folders.log('supervisor'), line);
  const endBounds = boundLogs(folders.logs);
  stops.push(async () => endBounds());

  const keepers = (kinds: readonly string[]): Keeper[] =>
    assembly.parts.filter(({ kind }) => kinds.includes(kind)).map((part) => keep(part, say));
  const own = assembly.parts.some(({ kind }) => kind === 'postgres') ? 'PostgreSQL, ' : '';
  const layers = [
    {
      title: `Starting ${own}NATS and Redis`,
      members: keepers(['postgres', 'nats', 'bus-line', 'redis']),
    },
    { title: 'Starting the services, two of each', members: keepers(['service', 'web']) },
    { title: 'Starting nginx', members: keepers(['nginx']) },
  ];
  for (const { title, members } of layers) {
    step(title);
    const down = () => allEnded(members.map((member) => member.down()));
    stops.push(down);
    const leave = () => void down().catch(() => undefined); // the start that ends reports it
    signal?.addEventListener('abort', leave, { once: true });
    await allEnded(members.map((member) => member.up()));
    signal?.removeEventListener('abort', leave);
  }
  stops.push(watchInstances(assembly.instances, assembly.nginx, say));
  return controls(
    layers.flatMap(({ members }) => members),
    assembly,
  );
}

/** Waits for all of them, even when one has failed. */
async function allEnded(tasks: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).filter((task) => task.status === 'rejected');
  if (failed.length === 1) throw failed[0]?.reason;
  if (failed.length > 1) {
    const reasons = failed.map(({ reason }) => reason);
    throw new AggregateError(reasons, reasons.map(String).join('\n'));
  }
}
