import { appendFile, chown, cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPassword, superuser } from './cluster.js';
import { inspectEmbeddedPostgres } from './inspect.js';
import { placeRestored } from './restored.js';

/** The name of a standby at its primary, for `synchronous_standby_names`. */
export const standbyName = 'standby';

/**
 * Creates a standby from the files of a server, which it will follow by streaming replication.
 * Start both with `startEmbeddedPostgres`.
 * @param dataDir of the server, which must be stopped
 * @param standbyDir for the standby, empty or missing
 * @param port on which the server will listen
 */
export async function makeStandby(
  dataDir: string,
  standbyDir: string,
  port: number,
): Promise<void> {
  const from = await inspectEmbeddedPostgres(dataDir);
  if (!from?.isMade || from.ownerPid !== undefined) {
    throw new Error(`There is no stopped server in ${dataDir}.`);
  }
  const password = await readPassword(dataDir);
  const place = await placeRestored(standbyDir, { password, calledLater: standbyDir });
  const { draft, owner, finish } = place;
  await cp(join(from.parent, 'cluster'), draft, { recursive: true });
  await appendFile(
    join(draft, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${port} user=${superuser} password=${password} application_name=${standbyName}'\n`,
  );
  await writeFile(join(draft, 'standby.signal'), '', { mode: 0o600 });
  if (owner) {
    for (const name of await readdir(draft, { recursive: true })) {
      await chown(join(draft, name), owner.uid, owner.gid);
    }
  }
  await finish();
}
