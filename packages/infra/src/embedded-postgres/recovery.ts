import { platform, release } from 'node:os';

/**
 * The setting for how recovery makes sure that all files are on the disk: one by one, or all in one
 * call, which halves how long PostgreSQL is away after a `kill -9`. Only Linux has that call, and
 * before 5.8 it did not tell of a failed write.
 */
export function recoverySync(system = platform(), version = release()): Record<string, string> {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const tellsOfFailures = system === 'linux' && (major > 5 || (major === 5 && minor >= 8));
  return tellsOfFailures ? { recovery_init_sync_method: 'syncfs' } : {};
}
