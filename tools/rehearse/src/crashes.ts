import type { OwnInstall } from './own-install.js';
import type { Pauses } from './pauses.js';

export interface Kill {
  readonly what: 'service' | 'PostgreSQL';
  /** From the opening; when it was killed and when it served again. */
  readonly atMs: number;
  readonly servedMs: number;
}

const order = ['service', 'PostgreSQL', 'service', 'PostgreSQL'] as const;

/**
 * Kills the processes of an install in turn while buyers come, each after it has served for a while.
 * @param seconds how long buyers come
 */
export async function crash(
  install: OwnInstall,
  seconds: number,
  openedMs: number,
  pauses: Pauses,
  random: () => number,
): Promise<Kill[]> {
  const kills: Kill[] = [];
  await pauses.wait(openedMs - performance.now());
  for (const what of order) {
    await pauses.wait(seconds * 1000 * (0.04 + 0.06 * random()));
    if (pauses.ended) break;
    const atMs = performance.now() - openedMs;
    await (what === 'service' ? install.crashService() : install.crashPostgres());
    kills.push({ what, atMs, servedMs: performance.now() - openedMs });
  }
  return kills;
}
