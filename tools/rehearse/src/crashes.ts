import { seededRandom } from '@onsale/load';
import type { Observations } from './observations.js';
import type { OwnInstall } from './own-install.js';
import type { Pauses } from './pauses.js';
import type { Plan } from './plan.js';

export interface Kill {
  readonly what: 'service' | 'PostgreSQL';
  /** From the opening; when it was killed and when it served again. */
  readonly atMs: number;
  readonly servedMs: number;
}

const order = ['service', 'PostgreSQL', 'service', 'PostgreSQL'] as const;

/** Kills the processes of an install in turn during the rush, each after it has served a while. */
export async function crash(
  install: OwnInstall,
  { seconds, seed }: Plan,
  record: Observations,
  pauses: Pauses,
): Promise<Kill[]> {
  const { openedMs } = record;
  const random = seededRandom(seed);
  const kills: Kill[] = [];
  await pauses.wait(openedMs - performance.now());
  for (const what of order) {
    await pauses.wait(seconds * 1000 * (0.04 + 0.06 * random()));
    if (pauses.ended) break;
    const atMs = performance.now() - openedMs;
    await (what === 'service' ? install.crashService() : install.crashPostgres(moreHolds(record)));
    kills.push({ what, atMs, servedMs: performance.now() - openedMs });
  }
  return kills;
}

/** Whether buyers have got holds since the first call. */
function moreHolds(record: Observations): () => boolean {
  let first: number | undefined;
  return () => {
    const held = record.total('hold', 'held');
    first ??= held;
    return held > first;
  };
}
