/** One figure over several rounds. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** @returns NaN without values */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** @returns undefined for nothing */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

/** The greatest figure of each round among several lines; undefined where none has one. */
export function bestByRound(
  lines: readonly (readonly (number | undefined)[])[],
): (number | undefined)[] {
  const rounds = Math.max(0, ...lines.map((line) => line.length));
  return Array.from({ length: rounds }, (_, round) => {
    const known = lines.map((line) => line[round]).filter((figure) => figure !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  });
}

/**
 * One figure through another, each pair of the same round: a machine that slows down in between
 * slows both. Rounds that lack one of them, or have nothing to divide by, are left out.
 */
export function ratiosByRound(
  dividends: readonly (number | undefined)[],
  divisors: readonly (number | undefined)[],
): number[] {
  return dividends.flatMap((dividend, round) => {
    const ratio = (dividend ?? Number.NaN) / (divisors[round] ?? Number.NaN);
    return Number.isFinite(ratio) ? [ratio] : [];
  });
}
