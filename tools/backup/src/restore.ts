import { existsSync } from 'node:fs';
import {
  chown,
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  statfs,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolError } from '@onsale/cli';
import {
  claimDataFolder,
  inspectEmbeddedPostgres,
  makeFolder,
  placeRestored,
  type RestoredCluster,
  removeEmbeddedPostgres,
  shippedPostgresMajor,
  startEmbeddedPostgres,
} from '@onsale/infra';
import { inMegabytes } from './back-up.js';
import { Damaged } from './damaged.js';
import { assertCanRun, type Facts, gatherFacts } from './facts.js';
import { keptFiles, ownFolder, passwordName } from './own-files.js';
import { type ReadOptions, readBackup, textOf } from './read-backup.js';
import type { Entry } from './tar.js';

/** The suffix of a folder that is not yet an install. */
const draftEnd = '.restoring';
/** How long PostgreSQL may take to start on the copy. */
const spareBytes = 200 * 2 ** 20;

/**
 * Restores a backup to an install in a folder that is empty or does not exist. The install is built
 * beside it and renamed when PostgreSQL has started on it: there is a whole install or none.
 * @returns what PostgreSQL found in it
 * @throws ToolError when the folder holds something, or the backup cannot be used
 */
export async function restore(
  file: string,
  folder: string,
  options: ReadOptions & { readonly tell?: (step: string) => void },
): Promise<Facts> {
  const { tell = () => undefined, signal } = options;
  await assertEmpty(folder);
  const draft = `${folder}${draftEnd}`;
  await makeFolder(dirname(folder), 0o711);
  const release = await claimDraft(draft);
  try {
    const dataDir = join(draft, 'postgres');
    await readBackup(file, options, async (facts, entries) => {
      await assertCanRun(facts, await shippedPostgresMajor());
      await assertRoom(folder, facts);
      tell(`Unpacking ${inMegabytes(facts.bytes)}`);
      await unpack(entries, draft, join(folder, 'postgres'));
    });
    tell('Starting PostgreSQL on it');
    const server = await startEmbeddedPostgres({
      ...{ dataDir, log: () => undefined },
      ...(signal ? { signal } : {}),
    });
    const found = await gatherFacts(server).finally(() => server.stop());
    signal?.throwIfAborted();
    await release();
    await removeClaims(draft);
    await assertEmpty(folder);
    if (existsSync(folder)) await rmdir(folder);
    await rename(draft, folder);
    await sync(dirname(folder));
    return found;
  } catch (error) {
    await release();
    await removeDraft(draft);
    throw explain(error, folder);
  }
}

async function assertEmpty(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const names = await readdir(folder).catch(() => {
    throw new ToolError(`${folder} is not a folder that can be read. Name another: --data FOLDER.`);
  });
  if (names.length === 0) return;
  const owner = (await inspectEmbeddedPostgres(join(folder, 'postgres')))?.ownerPid;
  if (owner !== undefined) {
    throw new ToolError(
      `${folder} holds an install that runs (pid ${owner}), and a restore replaces nothing. Stop it and move the folder away, or name another: --data FOLDER.`,
    );
  }
  throw new ToolError(
    names.includes('postgres') || names.includes('secrets.json')
      ? `${folder} holds an install, and a restore replaces nothing. Move the folder away, or name another: --data FOLDER.`
      : `${folder} is not empty. Name an empty folder or a new one: --data FOLDER.`,
  );
}

/** Allows one restore at a time, and removes what a killed one has left. */
async function claimDraft(draft: string): Promise<() => Promise<void>> {
  await makeFolder(draft, 0o711);
  const release = await claimDataFolder(draft).catch(() => {
    throw new ToolError(`Another restore into this folder is under way; it builds in ${draft}.`);
  });
  const parent = await parentOf(draft);
  if (parent) await removeEmbeddedPostgres(join(draft, 'postgres'), parent);
  for (const name of await readdir(draft)) {
    if (!name.startsWith('owner.')) await rm(join(draft, name), { recursive: true, force: true });
  }
  return release;
}

const parentOf = async (draft: string) =>
  (await inspectEmbeddedPostgres(join(draft, 'postgres')))?.parent;

async function removeDraft(draft: string): Promise<void> {
  const parent = await parentOf(draft).catch(() => undefined);
  if (parent) await removeEmbeddedPostgres(join(draft, 'postgres'), parent);
  await rm(draft, { recursive: true, force: true });
}

async function removeClaims(draft: string): Promise<void> {
  for (const name of await readdir(draft)) {
    if (name.startsWith('owner.')) await rm(join(draft, name), { force: true });
  }
}

async function assertRoom(folder: string, { bytes }: Facts): Promise<void> {
  const disk = await statfs(dirname(folder));
  const free = disk.bavail * disk.bsize;
  if (free > bytes + spareBytes) return;
  throw new ToolError(
    `The disk that holds ${dirname(folder)} has ${inMegabytes(free)} free, and this backup needs ${inMegabytes(bytes + spareBytes)}. Free some space, or name a folder on another disk: --data FOLDER.`,
  );
}

async function unpack(
  entries: AsyncIterable<Entry>,
  draft: string,
  calledLater: string,
): Promise<void> {
  const kept = new Set<string>(keptFiles.map((name) => `${ownFolder}/${name}`));
  let cluster: RestoredCluster | undefined;
  const seen = new Set<string>();
  for await (const entry of entries) {
    const { name } = entry;
    if (kept.has(name)) {
      await write(join(draft, name.slice(ownFolder.length + 1)), entry);
    } else if (name === passwordName) {
      cluster = await placeRestored(join(draft, 'postgres'), {
        ...{ password: await textOf(entry), calledLater },
      });
    } else if (name.startsWith(`${ownFolder}/`)) {
      throw new Damaged(`it has a file that is not known (${name})`);
    } else if (!cluster) {
      throw new Damaged('it says nothing of itself');
    } else {
      seen.add(name);
      await write(join(cluster.draft, name), entry, cluster.owner);
    }
  }
  const needed = ['PG_VERSION', 'backup_label', 'global/pg_control'];
  if (!cluster || !needed.every((name) => seen.has(name)))
    throw new Damaged('its database is incomplete');
  await cluster.finish();
}

async function write(
  path: string,
  { isFolder, content }: Entry,
  owner?: { readonly uid: number; readonly gid: number },
): Promise<void> {
  if (isFolder) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if (owner) await chown(path, owner.uid, owner.gid);
    return;
  }
  const file: FileHandle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of content) await file.writeFile(piece);
    if (owner) await file.chown(owner.uid, owner.gid);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function explain(error: unknown, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ToolError(
      `The disk that holds ${dirname(folder)} has no room for this backup. Free some space, or name a folder on another disk: --data FOLDER. Nothing was changed.`,
      { cause: error },
    );
  }
  if (error instanceof ToolError || code !== undefined) return error;
  return new ToolError(`PostgreSQL does not start on what is in the backup: ${message}`, {
    cause: error,
  });
}
