import { statfs } from 'node:fs/promises';
import type pg from 'pg';
import { withClient } from './databases.js';
import { ReadyMessage } from './failures.js';

/** Room for a new server without data, and its log of changes. */
const spareBytes = 200 * 2 ** 20;

/**
 * @param url of any database of a server, for its superuser
 * @param folder where a copy of all its databases will be
 * @throws ReadyMessage if the disk of the folder has no room for it
 */
export async function assertRoomForCopy(url: string, folder: string): Promise<void> {
  let bytes = 0;
  await withClient(url, async (client) => {
    bytes = await sizeOf(client);
  });
  const { bavail, bsize } = await statfs(folder);
  const [free, needed] = [bavail * bsize, bytes + spareBytes];
  if (free > needed) return;
  throw new ReadyMessage(
    `Moving the data to a newer PostgreSQL needs ${inMegabytes(needed)}, and the disk that holds ${folder} has ${inMegabytes(free)} free. Nothing was moved. Free some space, or go back to the version that you had (git checkout).`,
  );
}

async function sizeOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    'select sum(pg_database_size(oid))::float8 as bytes from pg_database',
  );
  return rows[0]?.bytes ?? 0;
}

const inMegabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`;
