import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { locateBinaries } from './binaries.js';
import { draftPrefix, keepPassword } from './cluster.js';
import { renameDurably } from './durable-file.js';
import { ReadyMessage } from './failures.js';
import { clearLeftovers } from './leftovers.js';
import { isFolder, isMadeFor, originName, placeCluster, readPointer } from './placement.js';

/** A place for the files of a copied server. */
export interface RestoredCluster {
  /** Write the files here. */
  readonly draft: string;
  /** The account that must own each file; undefined: that of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** Makes the written files the server of the data folder. */
  finish(): Promise<void>;
}

/**
 * Prepares a data folder for the files of a copied server. Start it with `startEmbeddedPostgres`.
 * @param password of the superuser in the copy
 * @param calledLater the name that the folder will have
 * @throws Error if there is already a server
 */
export async function placeRestored(
  dataDir: string,
  { password, calledLater }: { password: string; calledLater: string },
): Promise<RestoredCluster> {
  await makeFolder(dataDir);
  const { parent, cluster, runAs } = await placeCluster(await realpath(dataDir), calledLater);
  if (existsSync(cluster)) throw new ReadyMessage(`There is a database in ${cluster} already.`);
  await keepPassword(dataDir, password);
  const draft = join(parent, `${draftPrefix}${randomUUID()}`);
  await mkdir(draft, { mode: 0o700 });
  if (runAs) await chown(draft, runAs.uid, runAs.gid);
  return { draft, owner: runAs, finish: () => renameDurably(draft, cluster) };
}

/**
 * Deletes a data folder that `placeRestored` made, and the folder elsewhere that it made for the
 * files. First stops a server that a killed restore left running on them. Keeps a folder elsewhere
 * that belongs to another data folder, since the file that names it may be a copy.
 * @param calledLater as passed to `placeRestored`
 * @throws Error if that server does not stop
 */
export async function removeRestored(dataDir: string, calledLater: string): Promise<void> {
  if (await isFolder(dataDir)) {
    const folder = await realpath(dataDir);
    const elsewhere = await readPointer(folder);
    if (elsewhere === undefined) await removeFiles(folder);
    else if (await isMadeFor(elsewhere, calledLater)) await removeFiles(elsewhere);
  }
  await rm(dataDir, { recursive: true, force: true });
}

/** Deletes the file that names the data folder last, so that a killed deletion can be repeated. */
async function removeFiles(parent: string): Promise<void> {
  await clearLeftovers(join(parent, 'cluster'), () => undefined);
  for (const name of await readdir(parent)) {
    if (name !== originName) await rm(join(parent, name), { recursive: true, force: true });
  }
  await rm(parent, { recursive: true, force: true });
}

/** The major version of the PostgreSQL that npm has installed, such as 18. */
export const shippedPostgresMajor = async (): Promise<number> =>
  (await locateBinaries(undefined)).major;
