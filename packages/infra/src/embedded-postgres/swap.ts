import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { renameDurably } from './durable-file.js';

const namesOf = (cluster: string) => ({
  next: `${cluster}.next`,
  replaced: `${cluster}.replaced`,
});

/** Puts the complete files of a new server in the place of those of a server; both are stopped. */
export async function swapIn(made: string, cluster: string): Promise<void> {
  const { next, replaced } = namesOf(cluster);
  await renameDurably(made, next);
  await rename(cluster, replaced);
  await settleSwap(cluster);
}

/**
 * Ends a swap that a crash has interrupted. Without the files of a server those of the next one
 * are complete; beside them they may be older.
 */
export async function settleSwap(cluster: string): Promise<void> {
  const { next, replaced } = namesOf(cluster);
  if (!existsSync(cluster) && existsSync(next)) await renameDurably(next, cluster);
  if (!existsSync(cluster)) return;
  for (const path of [next, replaced]) await rm(path, { recursive: true, force: true });
}
