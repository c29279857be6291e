import {
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ToolError } from '@onsale/cli';
import { claimDataFolder, makeFolder, removeRestored } from '@onsale/infra';
import { isMountPoint } from './disk.js';

/** In each draft, first and until it is whole: a restore made it, so the next one may delete it. */
const marker = 'made-by-a-restore';

/** An install in the making, in a folder beside its final one. */
export interface Draft {
  readonly path: string;
  /** The name that its data folder of PostgreSQL will have. */
  readonly calledLater: string;
  /** Gives it the name of the install, whose folder must be empty or not there. */
  finish(): Promise<void>;
  /** Deletes it. */
  discard(): Promise<void>;
}

/**
 * Makes the draft of an install, for one restore at a time. Deletes the draft of a killed restore,
 * and nothing that no restore has made.
 * @param folder of the install
 * @throws ToolError when it cannot be there, or another restore builds it
 */
export async function claimDraft(folder: string): Promise<Draft> {
  await assertCanBeReplaced(folder);
  await makeFolder(dirname(folder), 0o711);
  const path = `${folder}.restoring`;
  const calledLater = join(await realpath(dirname(folder)), basename(folder), 'postgres');
  await mkdir(path, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await assertOurs(path);
  await claimDataFolder(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== undefined) throw error;
    throw new ToolError(`Another restore into this folder is under way; it builds in ${path}.`);
  });
  try {
    await writeFile(join(path, marker), '');
    await empty(path, calledLater);
  } catch (error) {
    await removeClaims(path).catch(() => undefined);
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined ? new ToolError(message, { cause: error }) : error;
  }
  return {
    ...{ path, calledLater },
    async finish() {
      await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      await rm(join(path, marker));
      // With our claim in it: no other restore may take it in between.
      await rename(path, folder);
      await removeClaims(folder).catch(() => undefined);
      await sync(dirname(folder)).catch(() => undefined); // not on every system
    },
    async discard() {
      try {
        await empty(path, calledLater);
        await rm(join(path, marker), { force: true });
      } finally {
        await removeClaims(path);
      }
      await rmdir(path);
    },
  };
}

async function assertCanBeReplaced(folder: string): Promise<void> {
  const refuse = (is: string) => {
    throw new ToolError(
      `${folder} is ${is}, and a restore puts a new folder in its place. Name a folder in it: --data ${join(folder, 'onsale')}.`,
    );
  };
  const found = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (found?.isSymbolicLink()) refuse('a link');
  if (found && (await isMountPoint(folder))) refuse('a disk of its own');
}

/**
 * The draft's content will be deleted, and where everyone may create folders anyone may have made
 * it.
 */
async function assertOurs(draft: string): Promise<void> {
  const refuse = (why: string) => {
    throw new ToolError(
      `A restore builds in ${draft}, which ${why}. Move it away, or name another folder: --data FOLDER.`,
    );
  };
  const found = await lstat(draft);
  if (!found.isDirectory()) refuse('is a link or a file');
  if (process.getuid && found.uid !== process.getuid()) {
    refuse(`belongs to another user (uid ${found.uid})`);
  }
  if (await isMountPoint(draft)) refuse('is a disk of its own');
  const names = await readdir(draft);
  if (!names.includes(marker) && !names.every(isClaim)) refuse('no restore has made');
}

const isClaim = (name: string) => name.startsWith('owner.');

/** Deletes everything but the marks of its owner. */
async function empty(draft: string, calledLater: string): Promise<void> {
  await removeRestored(join(draft, 'postgres'), calledLater);
  for (const name of await readdir(draft)) {
    if (name === marker || isClaim(name)) continue;
    await rm(join(draft, name), { recursive: true, force: true });
  }
}

async function removeClaims(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isClaim(name)) await rm(join(folder, name), { force: true });
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
