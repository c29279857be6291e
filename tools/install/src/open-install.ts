import { join } from 'node:path';
import { ToolError } from '@onsale/cli';
import {
  type EmbeddedPostgresServer,
  inspectEmbeddedPostgres,
  ReadyMessage,
  type Roles,
  startEmbeddedPostgres,
} from '@onsale/infra';
import { type NatsAddress, natsIn, urlsIn } from './addresses.js';
import { type ClusterFolder, clusterIn } from './cluster-folder.js';
import { databaseNames, serviceNames } from './databases.js';
import { dataFolders, type Environment, type Where } from './folder.js';
import type { KubernetesPlace } from './kubernetes/kubectl.js';
import { reachKubernetes } from './kubernetes/reach.js';

/** What a tool may do there: read everything, or write to each database as its service does. */
type Access = 'read' | 'own';

interface OpenOptions {
  readonly access: Access;
  readonly tell: (step: string) => void;
  readonly signal: AbortSignal;
}

/** The databases of an install, while they can be used. */
export interface Install {
  /** Database URLs by service. */
  readonly urls: Readonly<Record<string, string>>;
  /** The NATS of a cluster, where its address was given. */
  readonly nats: NatsAddress | undefined;
  /** Onsale does not run on them: they were started for the caller. */
  readonly atRest: boolean;
  /** Leaves everything as it was found. */
  close(): Promise<void>;
}

/**
 * Opens the databases that the environment names, or those of an embedded install or of a cluster of
 * processes, or of a namespace of Kubernetes. PostgreSQL is started when the install does not run.
 * @throws ToolError when there is none, or it cannot be opened
 */
export async function openInstall(
  where: Where,
  environment: Environment,
  options: OpenOptions,
): Promise<Install> {
  if (where.kubernetes) return openInKubernetes(where.kubernetes, environment, options);
  const { access, tell, signal } = options;
  const urls = urlsIn(environment);
  const nats = natsIn(environment);
  if (urls) {
    if (where.data !== undefined || where.port !== undefined) {
      throw new ToolError(
        'The environment names databases (ONSALE_…_DATABASE_URL): leave out --data and --port, or unset those.',
      );
    }
    return { urls, nats, atRest: false, close: async () => undefined };
  }
  if (nats) {
    throw new ToolError(
      'ONSALE_NATS_URL names the bus of a cluster: name its databases too (ONSALE_ORDERS_DATABASE_URL …), or unset it.',
    );
  }
  const folders = dataFolders(where, environment);
  const folder = await folderToOpen(folders);
  if (folder !== folders[0]) tell(`Using the install in ${folder}`);
  const { server, atRest, close } = await openServer(folder, { tell, signal });
  try {
    const cluster = await clusterIn(folder);
    const bus = atRest ? undefined : cluster?.nats;
    return { urls: await urlsOf(server, access, cluster), nats: bus, atRest, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openInKubernetes(
  place: KubernetesPlace,
  environment: Environment,
  options: OpenOptions,
): Promise<Install> {
  const { environment: found, nats, close } = await reachKubernetes(place, environment, options);
  return { urls: urlsIn(found) ?? {}, nats, atRest: false, close };
}

/** The PostgreSQL of an install, while it can be used. */
export interface OpenServer {
  readonly server: Roles & Pick<EmbeddedPostgresServer, 'url'>;
  /** Onsale does not run on it: it was started for the caller. */
  readonly atRest: boolean;
  /** Leaves everything as it was found. */
  close(): Promise<void>;
}

/**
 * Opens the PostgreSQL of the install in a data folder. It is started when the install does not run.
 * @throws ToolError when there is none, or it cannot be opened
 */
export async function openServer(
  folder: string,
  { tell, signal }: { tell: (step: string) => void; signal: AbortSignal },
): Promise<OpenServer> {
  const dataDir = join(folder, 'postgres');
  const found = await inspect(dataDir);
  if (!found?.isMade) {
    throw new ToolError(
      `There is no install in ${folder}. Start it once (npm start, npm run cluster), or say where it is: --data FOLDER or --port N.`,
    );
  }
  if (found.ownerPid !== undefined) {
    if (!found.server) {
      throw new ToolError(
        `Onsale (pid ${found.ownerPid}) is starting or stopping its PostgreSQL at this moment. Try again.`,
      );
    }
    return { server: found.server, atRest: false, close: async () => undefined };
  }
  tell('Starting the PostgreSQL of the install, which does not run');
  const started = await start(dataDir, tell, signal);
  return { server: started, atRest: true, close: () => started.stop() };
}

/** The first folder whose install runs, else the first with an install, else the first. */
async function folderToOpen(folders: readonly [string, ...string[]]): Promise<string> {
  let made: string | undefined;
  for (const folder of folders) {
    const found = await inspect(join(folder, 'postgres'));
    if (found?.ownerPid !== undefined) return folder;
    if (found?.isMade) made ??= folder;
  }
  return made ?? folders[0];
}

/**
 * Creates roles where an older version has left none. Those of a cluster have the passwords of its
 * services, which must not change.
 */
async function urlsOf(
  server: OpenServer['server'],
  access: Access,
  cluster: ClusterFolder | undefined,
): Promise<Readonly<Record<string, string>>> {
  const names = cluster ? serviceNames : databaseNames;
  try {
    if (access === 'read') return await server.readerUrls(names);
    const urls: Record<string, string> = {};
    for (const name of names) {
      urls[name] = cluster
        ? urlFor(server.url(name), name, cluster.passwordOf(name))
        : await server.ensureOwnDatabase(name);
    }
    return urls;
  } catch (error) {
    const { message } = error as Error;
    throw new ToolError(`The databases cannot be opened: ${message}.`, { cause: error });
  }
}

function urlFor(url: string, role: string, password: string): string {
  const own = new URL(url);
  own.username = role;
  own.password = password;
  return own.href;
}

async function inspect(dataDir: string) {
  try {
    return await inspectEmbeddedPostgres(dataDir);
  } catch (error) {
    throw new ToolError(
      error instanceof ReadyMessage
        ? error.message
        : `The data folder ${dataDir} cannot be read: ${(error as Error).message}. Run as the user who runs Onsale.`,
      { cause: error },
    );
  }
}

async function start(dataDir: string, tell: (step: string) => void, signal: AbortSignal) {
  const log = (line: string, isForPeople = false) => void (isForPeople && tell(line));
  try {
    return await startEmbeddedPostgres({ dataDir, signal, log });
  } catch (error) {
    throw new ToolError((error as Error).message, { cause: error });
  }
}
