import type { Measured } from './bench.js';
import { busyLimit } from './busy.js';
import { compareParts, type Ratio } from './goals.js';
import type { Machine } from './machine.js';
import type { Mode, Sizes } from './options.js';

/** Everything that a run found. */
export interface Result {
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly seconds: number;
  readonly mode: Mode;
  readonly sizes: Sizes;
  readonly machine: Machine;
  readonly measured: readonly Measured[];
  readonly ratios: readonly Ratio[];
  /** Findings in the books, a sentence each. With one the figures are worthless. */
  readonly violations: readonly string[];
  /** Why the figures must not be quoted, a sentence each. */
  readonly doubts: readonly string[];
}

export function makeResult(
  run: Pick<Result, 'at' | 'seconds' | 'mode' | 'sizes' | 'machine' | 'measured'>,
  anyway: boolean,
): Result {
  const { measured, mode, machine } = run;
  const violations = measured.flatMap(({ title, rounds }) =>
    rounds.flatMap((round) => round.violations.map((violation) => `${title}: ${violation}`)),
  );
  const doubts = [
    ...(violations.length > 0 ? ['The books did not agree: every figure is void.'] : []),
    ...(mode === 'quick' ? ['--quick tries the code, it does not measure.'] : []),
    ...(anyway ? ['It was measured with --anyway, whatever else ran.'] : []),
    ...disturbances(measured),
    ...(machine.changed ? ['The checkout has changes that are in no commit.'] : []),
  ];
  return { ...run, ratios: compareParts(measured), violations, doubts };
}

function disturbances(measured: readonly Measured[]): string[] {
  const shares = measured.flatMap(({ title, rounds }) =>
    rounds.map(({ figures }) => ({ title, share: figures.othersShare ?? 0 })),
  );
  const disturbed = shares.filter(({ share }) => share > busyLimit);
  const worst = disturbed.sort((a, b) => b.share - a.share)[0];
  return worst
    ? [
        `Other programs used the machine in ${disturbed.length} of ${shares.length} measurements, at most ${Math.round(worst.share * 100)} % of all cores (${worst.title}).`,
      ]
    : [];
}
