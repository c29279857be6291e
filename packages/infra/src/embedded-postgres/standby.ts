import { execFile } from 'node:child_process';
import { appendFile, chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { readBaseBackup } from './base-backup.js';
import { superuser } from './cluster.js';
import { placeRestored } from './restored.js';

/** The name of a standby at its primary, for `synchronous_standby_names`. */
export const standbyName = 'standby';

const unpackTimeoutMs = 600_000;
const brokenPipe = ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'];

/**
 * Creates a standby that follows a server by streaming replication, from a copy that the server
 * sends while it works. Start it with `startEmbeddedPostgres`.
 * @param url of any database of the server, for its superuser
 * @param standbyDir of the standby, which has none yet
 * @param signal aborts it; a folder without a server is left
 */
export async function makeStandby(
  url: string,
  standbyDir: string,
  signal?: AbortSignal,
): Promise<void> {
  const { port, password } = new URL(url);
  const place = await placeRestored(standbyDir, { password, calledLater: standbyDir });
  const { draft, owner, finish } = place;
  const unpacking = promisify(execFile)('tar', ['--extract', `--directory=${draft}`], {
    ...(owner && { uid: owner.uid, gid: owner.gid }),
    cwd: '/',
    timeout: unpackTimeoutMs,
    signal,
  });
  const piping = pipeline(readBaseBackup(url, { signal }), unpacking.child.stdin as Writable).catch(
    (error: NodeJS.ErrnoException) => {
      if (!brokenPipe.includes(error.code ?? '')) throw error; // tar has ended, and says why
    },
  );
  const [piped] = await Promise.allSettled([piping, unpacking]);
  if (piped.status === 'rejected') throw piped.reason; // tar then fails too
  await unpacking;
  await appendFile(
    join(draft, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${port} user=${superuser} password=${password} application_name=${standbyName}'\n`,
  );
  const follows = join(draft, 'standby.signal');
  await writeFile(follows, '', { mode: 0o600 });
  if (owner) await chown(follows, owner.uid, owner.gid);
  await finish();
}
