import { createHash, randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { lstat, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeOpenFolder, sharedRoot } from './binaries.js';
import { writeDurably } from './durable-file.js';
import { explain, ReadyMessage } from './failures.js';
import { settleSwap } from './swap.js';
import { closedFolder, isRoot, type SystemUser, unprivilegedUser } from './system-user.js';

export interface Placement {
  /** The folder that contains PostgreSQL's own data directory. */
  parent: string;
  /** PostgreSQL's own data directory. */
  cluster: string;
  /** The account to run PostgreSQL as; undefined: our own. */
  runAs: SystemUser | undefined;
}

const pointerOf = (dataDir: string) => join(dataDir, 'location');
/** The file in a folder elsewhere that names its data folder. */
export const originName = 'origin';

/**
 * The folder elsewhere that contains the server of `dataDir`; undefined: it is in `dataDir` itself.
 */
export async function readPointer(dataDir: string): Promise<string | undefined> {
  const text = await readFile(pointerOf(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text?.trim();
}

/**
 * Decides where the server of `dataDir` (an existing, real path) is, and which account runs it. It
 * is in the folder itself, unless this process is root and the account that runs PostgreSQL cannot
 * enter the folder: then it is under /var/lib/onsale, and a file in `dataDir` says where. Ends a swap
 * of its files that a crash has interrupted: the files decide the account.
 * @param calledLater the name that `dataDir` will have, for people who find the folder elsewhere
 */
export async function placeCluster(dataDir: string, calledLater = dataDir): Promise<Placement> {
  const elsewhere = await readPointer(dataDir);
  const parent = elsewhere ?? dataDir;
  const cluster = join(parent, 'cluster');
  if (elsewhere !== undefined && !existsSync(parent)) {
    throw new ReadyMessage(
      `The data of ${dataDir} should be in ${parent}, which does not exist or cannot be entered. Restore it, run as root again, or set ONSALE_DATA to an empty folder.`,
    );
  }
  await settleSwap(cluster);
  if (existsSync(cluster)) return { parent, cluster, runAs: runnerOf(cluster) };
  if (!isRoot()) return { parent, cluster, runAs: undefined };

  const runAs = unprivilegedUser();
  if (closedFolder(parent, runAs) === undefined) return { parent, cluster, runAs };
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  // A new folder each time, so that deleting the data folder means starting empty.
  const other = join(sharedRoot, `data-${key}-${randomUUID().slice(0, 8)}`);
  try {
    await makeOpenFolder(sharedRoot);
    await makeOpenFolder(other);
    await writeFile(join(other, originName), `${calledLater}\n`);
  } catch (error) {
    throw explain('Making room for the database', sharedRoot, error);
  }
  await writeDurably(pointerOf(dataDir), `${other}\n`);
  return { parent: other, cluster: join(other, 'cluster'), runAs };
}

/** Whether `placeCluster` made this folder elsewhere for the data folder of this name. */
export async function isMadeFor(elsewhere: string, calledLater: string): Promise<boolean> {
  if (dirname(elsewhere) !== sharedRoot || !basename(elsewhere).startsWith('data-')) return false;
  if (!(await isFolder(elsewhere))) return false;
  const origin = await readFile(join(elsewhere, originName), 'utf8').catch(() => undefined);
  return origin === `${calledLater}\n`;
}

/** Whether it is a folder itself, not a link to one. */
export async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/**
 * The account that runs the server: the owner of the files, so that one "sudo npm start" does no
 * harm.
 */
function runnerOf(cluster: string): SystemUser | undefined {
  const { uid, gid } = statSync(cluster);
  if (!isRoot()) {
    if (process.getuid === undefined || uid === process.getuid()) return undefined;
    throw new ReadyMessage(
      `The data in ${cluster} belongs to another user (uid ${uid}), so it was probably started as root before. Start Onsale as root again, or set ONSALE_DATA to another folder.`,
    );
  }
  if (uid === 0) {
    const { name } = unprivilegedUser();
    throw new ReadyMessage(
      `The data in ${cluster} belongs to root, and PostgreSQL does not run as root. Give it away: "chown -R ${name} ${cluster}".`,
    );
  }
  const runAs = { name: `uid ${uid}`, uid, gid };
  const closed = closedFolder(cluster, runAs);
  if (closed !== undefined) {
    throw new ReadyMessage(
      `PostgreSQL runs as ${runAs.name} and cannot enter ${closed} on the way to its data in ${cluster}. Allow it ("chmod o+x ${closed}"), or start Onsale as the user who owns the data.`,
    );
  }
  return runAs;
}
