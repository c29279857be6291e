import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspectEmbeddedPostgres, startEmbeddedPostgres } from '@onsale/infra';
import { services } from './audit.js';
import { AuditError } from './books.js';

/** The databases of an install, while they can be read. */
export interface Install {
  /** By service. */
  readonly urls: Readonly<Record<string, string>>;
  /** Nothing but the audit runs on them. */
  readonly atRest: boolean;
  /** Leaves everything as it was found. */
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** This checkout. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const defaultPort = '3000';

/**
 * Opens the databases that the environment names, or those of an embedded install. PostgreSQL is
 * started when the install does not run.
 * @throws AuditError when there is none, or it cannot be opened
 */
export async function openInstall(
  where: { readonly data?: string; readonly port?: number },
  environment: Environment,
  { tell, signal }: { tell: (step: string) => void; signal: AbortSignal },
): Promise<Install> {
  const urls = urlsIn(environment);
  if (urls) {
    if (where.data !== undefined || where.port !== undefined) {
      throw new AuditError(
        'The environment names databases (ONSALE_…_DATABASE_URL): leave out --data and --port, or unset those.',
      );
    }
    return { urls, atRest: false, close: async () => undefined };
  }
  const folder = dataFolder(where, environment);
  const dataDir = join(folder, 'postgres');
  const found = await inspect(dataDir);
  if (!found?.isMade) {
    throw new AuditError(
      `There is no install in ${folder}. Start it once (npm start), or say where it is: --data FOLDER or --port N.`,
    );
  }
  if (found.ownerPid !== undefined) {
    if (!found.server) {
      throw new AuditError(
        `Onsale (pid ${found.ownerPid}) is starting or stopping its PostgreSQL at this moment. Try again.`,
      );
    }
    return { urls: urlsOf(found.server), atRest: false, close: async () => undefined };
  }
  tell('Starting the PostgreSQL of the install, which does not run');
  const started = await start(dataDir, signal);
  return { urls: urlsOf(started), atRest: true, close: () => started.stop() };
}

/** As `npm start` finds it. */
function dataFolder(
  { data, port }: { readonly data?: string; readonly port?: number },
  environment: Environment,
): string {
  if (data !== undefined) return resolve(data);
  if (port === undefined && environment.ONSALE_DATA) return resolve(environment.ONSALE_DATA);
  return join(root, '.onsale', String(port ?? environment.PORT ?? defaultPort));
}

function urlsIn(environment: Environment): Record<string, string> | undefined {
  const urls: Record<string, string> = {};
  for (const [variable, url] of Object.entries(environment)) {
    const [, name] = /^ONSALE_(\w+)_DATABASE_URL$/.exec(variable) ?? [];
    if (name === undefined || !url) continue;
    const service = services.find((one) => one === name.toLowerCase());
    if (!service) {
      throw new AuditError(
        `${variable}: there is no such database. There are: ${services.join(', ')}.`,
      );
    }
    urls[service] = url;
  }
  return Object.keys(urls).length === 0 ? undefined : urls;
}

const urlsOf = (server: { url(database: string): string }) =>
  Object.fromEntries(services.map((name) => [name, server.url(name)]));

async function inspect(dataDir: string) {
  try {
    return await inspectEmbeddedPostgres(dataDir);
  } catch (error) {
    throw new AuditError(
      `The data folder ${dataDir} cannot be read: ${(error as Error).message}. Run as the user who runs Onsale.`,
      { cause: error },
    );
  }
}

async function start(dataDir: string, signal: AbortSignal) {
  try {
    return await startEmbeddedPostgres({ dataDir, signal, log: () => undefined });
  } catch (error) {
    throw new AuditError((error as Error).message, { cause: error });
  }
}
