import { existsSync } from 'node:fs';
import { findPrograms } from '@onsale/cluster/programs';
import { expect } from 'vitest';
import { type Outcome, renderOutcome } from '../src/outcome.js';
import { type OwnCluster, type OwnClusterOptions, startOwnCluster } from '../src/own-cluster.js';

export const hasPrograms = (() => {
  try {
    findPrograms();
    return true;
  } catch {
    return false;
  }
})();

export const timeout = 600_000;

/** The sentences of a report that say that something is bad. */
export const bad = (outcome: Outcome) =>
  outcome.verdicts.some(({ good }) => !good) ? renderOutcome(outcome) : '';

export const start = (name: string, more: Pick<OwnClusterOptions, 'web' | 'cuttable' | 'pair'>) =>
  startOwnCluster({
    ...{ name: `drill-${name}-${process.pid}`, holdSeconds: 10, ...more },
    postgresSettings: { shared_buffers: '64MB' },
    signal: new AbortController().signal,
    say: () => undefined,
    tell: () => undefined,
  });

export async function end(own: OwnCluster | undefined): Promise<void> {
  await own?.end({ keep: false });
  expect(existsSync(own?.stage.folder ?? '')).toBe(false);
}
