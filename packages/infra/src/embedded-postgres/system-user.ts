import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ReadyMessage } from './failures.js';

/** An account to run PostgreSQL, which refuses to run as root. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** Whether this process is root, so that another account has to run PostgreSQL. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account `postgres` if it exists, otherwise `nobody`.
 * @throws ReadyMessage if neither exists
 */
export function unprivilegedUser(): SystemUser {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const account = accounts.find(([name]) => name === wanted);
    if (account) return { name: wanted, uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new ReadyMessage(
    'PostgreSQL does not run as root, and this machine has no account "postgres" or "nobody" to run it as. Start Onsale as an ordinary user.',
  );
}

/**
 * The first folder on the way to `path`, `path` included, that `user` may not enter; undefined:
 * none.
 */
export function closedFolder(path: string, user: SystemUser): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : closedFolder(parent, user);
  return above ?? (allows(statSync(path), user, 0o1) ? undefined : path);
}

/** Whether the mode bits give `user` the permission `bits` (4 read, 1 execute or enter). */
export function allows(stats: Stats, user: SystemUser, bits: number): boolean {
  const shift = stats.uid === user.uid ? 6 : stats.gid === user.gid ? 3 : 0;
  return ((stats.mode >> shift) & bits) === bits;
}
