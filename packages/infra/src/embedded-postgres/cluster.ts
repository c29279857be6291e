import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.js';
import { renameDurably, writeDurably } from './durable-file.js';
import { explain, ReadyMessage } from './failures.js';
import type { Placement } from './placement.js';

/** The superuser role of every server. */
export const superuser = 'onsale';

export const draftPrefix = 'cluster.draft.';
const initdbTimeoutMs = 120_000;

const passwordPath = (dataDir: string) => join(dataDir, 'password');

/** @throws if it does not exist, or belongs to another user */
export async function readPassword(dataDir: string): Promise<string> {
  const path = passwordPath(dataDir);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ReadyMessage(
      `The database's password file ${path} is missing. Restore it from a backup, or set ONSALE_DATA to an empty folder.`,
    );
  }
}

/** Connection URL of a database of a server on this machine, for the superuser. */
export const urlOf = (port: number, password: string, database: string): string =>
  `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

/**
 * The superuser's password, generated on first use and stored in a file in `dataDir` with mode
 * 0600.
 */
export async function clusterPassword(dataDir: string, cluster: string): Promise<string> {
  if (existsSync(passwordPath(dataDir)) || existsSync(cluster)) return readPassword(dataDir);
  // Safe inside a URL without escaping.
  const password = randomBytes(24).toString('base64url');
  await keepPassword(dataDir, password);
  return password;
}

export const keepPassword = (dataDir: string, password: string): Promise<void> =>
  writeDurably(passwordPath(dataDir), `${password}\n`);

/** Creates the files of the server unless they exist. */
export async function ensureCluster(
  place: Placement,
  binaries: Binaries,
  password: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  await removeDrafts(place.parent, log);
  if (existsSync(place.cluster)) return;
  log(`Creating the database in ${place.cluster}`);
  await createCluster(place, binaries, password, signal);
}

/**
 * Creates the files of a server. They get their name when they are complete, so a killed initdb
 * leaves nothing that looks like a server.
 */
export async function createCluster(
  place: Placement,
  binaries: Binaries,
  password: string,
  signal?: AbortSignal,
): Promise<void> {
  const draft = join(place.parent, `${draftPrefix}${randomUUID()}`);
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const { runAs } = place;
  if (runAs) {
    await chown(passwordFile, runAs.uid, runAs.gid);
    await chown(draft, runAs.uid, runAs.gid);
  }
  const data = join(draft, 'data');
  await promisify(execFile)(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same on every machine, whatever locales the operating system has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    {
      ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
      cwd: '/',
      env: programEnvironment(),
      timeout: initdbTimeoutMs,
      ...(signal && { signal }),
    },
  ).catch(async (error: Error & { stdout?: string; stderr?: string }) => {
    await rm(draft, { recursive: true, force: true });
    const output = `${error.stdout ?? ''}\n${error.stderr ?? ''}`.trim();
    throw explain('Creating the database', place.parent, output || error);
  });
  await renameDurably(data, place.cluster);
  await rm(draft, { recursive: true, force: true });
}

// An initdb whose parent was killed continues for a moment. It does no harm, because each draft has
// its own name, and its files are removed here or at a later start.
async function removeDrafts(parent: string, log: (line: string) => void): Promise<void> {
  const drafts = (await readdir(parent)).filter((name) => name.startsWith(draftPrefix));
  for (const name of drafts) {
    await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 }).catch(
      (error: Error) => log(`An unfinished database could not be removed yet: ${error.message}`),
    );
  }
}

/** The environment of PostgreSQL's programs, without variables that configure PostgreSQL. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  return { PATH, LD_LIBRARY_PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * The major version of the PostgreSQL that created these files; undefined: there are none.
 * @throws ReadyMessage if they are damaged
 */
export async function majorOf(cluster: string): Promise<number | undefined> {
  if (!existsSync(cluster)) return undefined;
  const text = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new ReadyMessage(
        `${cluster} is not a PostgreSQL data folder, or it is damaged (PG_VERSION is missing). Restore a backup, or set ONSALE_DATA to an empty folder.`,
      );
    },
  );
  return Number(text.trim());
}
