import { existsSync } from 'node:fs';
import { chown, type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolError } from '@onsale/cli';
import {
  inspectEmbeddedPostgres,
  placeRestored,
  type RestoredCluster,
  startEmbeddedPostgres,
} from '@onsale/infra';
import { inMegabytes } from './back-up.js';
import { Damaged } from './damaged.js';
import { areOnOneDisk, assertRoom, type Disk } from './disk.js';
import { claimDraft, type Draft } from './draft.js';
import { assertCanRun, type Facts, gatherFacts } from './facts.js';
import { keptFiles, ownFolder, passwordName } from './own-files.js';
import { type ReadOptions, readBackup, textOf } from './read-backup.js';
import type { Entry } from './tar.js';

/** Room for PostgreSQL to start on the copy. */
const spareBytes = 200 * 2 ** 20;
/** For the keys, where PostgreSQL's files are on another disk. */
const ownFilesBytes = 2 ** 20;

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
  const draft = await claimDraft(folder);
  let disk = diskOf(folder);
  try {
    await readBackup(file, options, async (facts, entries) => {
      await assertCanRun(facts);
      await unpack(entries, draft, async (files) => {
        const isElsewhere = !(await areOnOneDisk(files, draft.path));
        if (isElsewhere) {
          await assertRoom(disk, ownFilesBytes);
          disk = { holds: dirname(files), advice: adviceOfRoot };
        }
        await assertRoom(disk, facts.bytes + spareBytes);
        tell(`Unpacking ${inMegabytes(facts.bytes)}`);
      });
    });
    tell('Starting PostgreSQL on it');
    const server = await startEmbeddedPostgres({
      dataDir: join(draft.path, 'postgres'),
      log: (line, isForPeople = false) => void (isForPeople && tell(line)),
      ...(signal ? { signal } : {}),
    });
    const found = await gatherFacts(server).finally(() => server.stop());
    signal?.throwIfAborted();
    await assertEmpty(folder);
    await draft.finish();
    return found;
  } catch (error) {
    await draft.discard().catch(() => undefined); // the next restore does
    throw explain(error, disk);
  }
}

/** Only root's files may be elsewhere. */
const adviceOfRoot = 'Free some space there, or restore as a user other than root.';

const diskOf = (folder: string): Disk => ({
  holds: dirname(folder),
  advice: 'Free some space, or name a folder on another disk: --data FOLDER.',
});

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

async function unpack(
  entries: AsyncIterable<Entry>,
  { path, calledLater }: Draft,
  /** Gets the folder for PostgreSQL's files. */
  onPlaced: (files: string) => Promise<void>,
): Promise<void> {
  const kept = new Set<string>(keptFiles.map((name) => `${ownFolder}/${name}`));
  let cluster: RestoredCluster | undefined;
  const seen = new Set<string>();
  for await (const entry of entries) {
    const { name } = entry;
    if (kept.has(name)) {
      await write(join(path, name.slice(ownFolder.length + 1)), entry);
    } else if (name === passwordName) {
      const password = await textOf(entry);
      cluster = await placeRestored(join(path, 'postgres'), { password, calledLater });
      await onPlaced(cluster.draft);
    } else if (name.startsWith(`${ownFolder}/`)) {
      throw new Damaged(`it contains an unknown file (${name})`);
    } else if (!cluster) {
      throw new Damaged('it does not describe itself');
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

function explain(error: unknown, { holds, advice }: Disk): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ToolError(
      `The disk that holds ${holds} has no room for this backup. ${advice} Nothing was changed.`,
      { cause: error },
    );
  }
  if (error instanceof ToolError || code !== undefined) return error;
  return new ToolError(`PostgreSQL does not start on what is in the backup: ${message}`, {
    cause: error,
  });
}
