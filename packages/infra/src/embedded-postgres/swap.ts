import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { renameDurably } from './durable-file.js';

const namesOf = (cluster: string) => ({
  next: `${cluster}.next`,
  replaced: `${cluster}.replaced`,
});

/**
 * Puts the complete files of a new server in the place of those of a server; both are stopped. The
 * former files stay until `endSwap`.
 */
export async function swapIn(made: string, cluster: string): Promise<void> {
  const { next, replaced } = namesOf(cluster);
  await endSwap(cluster);
  await renameDurably(made, next);
  await rename(cluster, replaced);
  await renameDurably(next, cluster);
}

/** Puts the former files back. @param made where the new ones go */
export async function swapBack(made: string, cluster: string): Promise<void> {
  await rename(cluster, made);
  await renameDurably(namesOf(cluster).replaced, cluster);
}

/** Deletes the former files: call it when a server has started on the new ones. */
export async function endSwap(cluster: string): Promise<void> {
  await rm(namesOf(cluster).replaced, { recursive: true, force: true });
}

/**
 * Where the files of a server are, also after a crash in the middle of a swap; undefined: it has
 * none. Where none have its name, those of the next server are complete; beside others they may be
 * older.
 */
export function filesOf(cluster: string): string | undefined {
  const { next, replaced } = namesOf(cluster);
  return [cluster, next, replaced].find((path) => existsSync(path));
}

/** Gives a server its files after a crash in the middle of a swap. */
export async function settleSwap(cluster: string): Promise<void> {
  const found = filesOf(cluster);
  if (found === cluster) await rm(namesOf(cluster).next, { recursive: true, force: true });
  else if (found !== undefined) await renameDurably(found, cluster);
}
