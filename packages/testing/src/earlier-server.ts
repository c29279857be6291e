import { realpath } from 'node:fs/promises';
import { earlierBinaries, moveServer, type Roles } from '@onsale/infra';

const log = () => undefined;

/**
 * Moves the data of a stopped install to an earlier major version of PostgreSQL, as if an earlier
 * Onsale had written it. It stays beside the data, as if fetched before.
 * @param prepare creates the databases and tables
 */
export async function moveToEarlier(
  dataDir: string,
  major: number,
  prepare: (server: Roles) => Promise<void>,
): Promise<void> {
  const { signal } = new AbortController();
  const to = (place: Parameters<typeof earlierBinaries>[0]) => earlierBinaries(place, major, log);
  await moveServer(await realpath(dataDir), to, { prepare, log, signal });
}
