import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ToolError } from '@onsale/cli';
import { inspectEmbeddedPostgres, readBaseBackup } from '@onsale/infra';
import type { OpenServer } from '@onsale/install';
import { type Facts, gatherFacts } from './facts.js';
import { newSealing } from './header.js';
import { factsName, keptFiles, ownFolder, passwordName } from './own-files.js';
import { seal } from './seal.js';
import { tarFile } from './tar.js';

export interface BackedUp {
  readonly facts: Facts;
  /** Size of the file. */
  readonly bytes: number;
}

export interface BackUpOptions {
  /** The data folder of the install. */
  readonly folder: string;
  /** Its PostgreSQL, running. */
  readonly server: OpenServer['server'];
  /** Where the backup goes. */
  readonly file: string;
  /** Encrypts it. */
  readonly passphrase?: string | undefined;
  readonly tell?: (step: string) => void;
  readonly signal?: AbortSignal;
}

/** The suffix while the file is written: a killed backup leaves a file with it. */
export const unfinished = '.unfinished';

/**
 * Copies a whole install, while it sells, into one file: its databases as of one moment, and its
 * keys. The file appears whole or not at all.
 * @throws ToolError when there is something of that name, the disk is full, or the server does not
 * answer; nothing is left then
 */
export async function backUp(options: BackUpOptions): Promise<BackedUp> {
  const { folder, server, passphrase, signal } = options;
  const file = resolve(options.file);
  await assertFree(file, folder);
  const draft = `${file}.${randomUUID().slice(0, 8)}${unfinished}`;
  const facts = await gatherFacts(server);
  options.tell?.(`Copying ${inMegabytes(facts.bytes)}`);
  try {
    const sealing = await newSealing(facts, passphrase);
    const own = await ownFilesOf(folder, facts, server);
    const handle = await open(draft, 'wx', 0o600);
    try {
      await pipeline(
        async function* () {
          yield* own;
          yield* readBaseBackup(server.url('postgres'), { signal });
        },
        createGzip({ level: 1 }),
        (source) => seal(source as AsyncIterable<Buffer>, sealing),
        async (source: AsyncIterable<Buffer>) => {
          for await (const piece of source) await handle.writeFile(piece);
        },
        { ...(signal ? { signal } : {}) },
      );
      await handle.sync();
    } finally {
      await handle.close();
    }
    const { size } = await stat(draft);
    await nameFinally(draft, file);
    return { facts, bytes: size };
  } catch (error) {
    throw explain(error, file, signal);
  } finally {
    await rm(draft, { force: true });
  }
}

async function assertFree(file: string, folder: string): Promise<void> {
  const parent = dirname(file);
  if (!existsSync(parent)) {
    throw new ToolError(`The folder ${parent} does not exist. Create it, or name another file.`);
  }
  if (existsSync(file)) throw isThere(file, (await stat(file)).isDirectory());
  // A copy that includes itself would never end.
  const postgres = await inspectEmbeddedPostgres(join(folder, 'postgres'));
  const real = `${await realpath(parent)}${sep}`;
  if (postgres && real.startsWith(`${postgres.parent}${sep}`)) {
    throw new ToolError(`${parent} belongs to PostgreSQL. Put the backup into another folder.`);
  }
}

const isThere = (file: string, isFolder: boolean) =>
  new ToolError(
    isFolder
      ? `${file} is a folder. Name a file in it, such as ${join(file, 'onsale.backup')}.`
      : `${file} exists already, and a backup never replaces a file. Name another file.`,
  );

async function ownFilesOf(folder: string, facts: Facts, server: OpenServer['server']) {
  const { password } = new URL(server.url('postgres'));
  const files = [
    tarFile(factsName, Buffer.from(JSON.stringify(facts))),
    tarFile(passwordName, Buffer.from(password)),
  ];
  for (const name of keptFiles) {
    const path = join(folder, name);
    if (existsSync(path)) files.push(tarFile(`${ownFolder}/${name}`, await readFile(path)));
  }
  return files;
}

/** Never replaces another file, if the file system supports that; those of USB sticks may not. */
async function nameFinally(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if (existsSync(file)) throw isThere(file, false);
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    await rename(draft, file);
  }
  const parent = await open(dirname(file), 'r').catch(() => undefined); // not on every system
  await parent?.sync().catch(() => undefined);
  await parent?.close();
}

function explain(error: unknown, file: string, signal: AbortSignal | undefined): unknown {
  if (error instanceof ToolError || signal?.aborted) return error;
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new ToolError(
      `The disk that holds ${dirname(file)} has no room for the backup. Free some space, or name a file on another disk. Nothing is left of this one.`,
      { cause: error },
    );
  }
  if (syscall !== undefined && syscall !== 'read') return error;
  return new ToolError(
    `PostgreSQL did not complete the copy: ${message.replace(/\.$/, '')}. Nothing is left of this backup; try again.`,
    { cause: error },
  );
}

export const inMegabytes = (bytes: number): string =>
  `${Math.max(1, Math.round(bytes / 2 ** 20)).toLocaleString('en')} MB`;
