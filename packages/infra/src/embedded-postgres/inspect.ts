import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { readPassword, urlOf } from './cluster.js';
import { ownerOf } from './owner.js';
import { readPointer } from './placement.js';
import { readPidFile } from './postmaster.js';
import { type Roles, rolesOf } from './roles.js';
import { filesOf } from './swap.js';

/** A running server, for other programs of the same user. */
export interface EmbeddedPostgresServer extends Roles {
  readonly pid: number;
  /** Connection URL of a database, for the superuser role. */
  url(database: string): string;
}

/** The state of a data folder of an embedded PostgreSQL. */
interface EmbeddedPostgresFolder {
  /**
   * Where PostgreSQL's files are: in the folder itself, or in another one if PostgreSQL cannot
   * enter it.
   */
  readonly parent: string;
  /** Whether it contains a database. */
  readonly isMade: boolean;
  /** Pid of the running process that owns the folder. */
  readonly ownerPid: number | undefined;
  /** The server that runs on it. Without an owner it may be left over from a crash. */
  readonly server: EmbeddedPostgresServer | undefined;
}

/**
 * Looks into a data folder and changes nothing.
 * @returns undefined if there is no such folder
 * @throws if this user may not read it
 */
export async function inspectEmbeddedPostgres(
  dataDir: string,
): Promise<EmbeddedPostgresFolder | undefined> {
  if (!existsSync(dataDir)) return undefined;
  const folder = await realpath(dataDir);
  const parent = (await readPointer(folder)) ?? folder;
  const cluster = join(parent, 'cluster');
  const isMade = filesOf(cluster) !== undefined;
  return {
    parent,
    isMade,
    ownerPid: await ownerOf(folder),
    server: isMade ? await serverOf(cluster, folder) : undefined,
  };
}

/**
 * The major version of the PostgreSQL that created the files of a data folder; undefined: no files.
 * @throws if this user may not read them, or the disk fails
 */
export async function postgresMajorOf(dataDir: string): Promise<number | undefined> {
  const found = await inspectEmbeddedPostgres(dataDir);
  if (!found) return undefined;
  const files = filesOf(join(found.parent, 'cluster'));
  if (files === undefined) return undefined;
  const text = await readFile(join(files, 'PG_VERSION'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return '';
    },
  );
  return Number.parseInt(text, 10) || undefined;
}

async function serverOf(
  cluster: string,
  folder: string,
): Promise<EmbeddedPostgresFolder['server']> {
  const password = await readPassword(folder);
  const file = await readPidFile(cluster);
  // The port is written a moment after the pid.
  if (file === undefined || !(file.port > 0)) return undefined;
  const url = (database: string) => urlOf(file.port, password, database);
  return { pid: file.pid, url, ...rolesOf(url) };
}
