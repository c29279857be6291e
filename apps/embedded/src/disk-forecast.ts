/** The free space at one moment. */
export interface DiskSample {
  readonly atMs: number;
  readonly freeBytes: number;
}

/** Over a shorter span a short burst would look like a trend. */
const leastSpanMs = 10 * 60_000;
/** Older samples say little about now. */
const windowMs = 6 * 3_600_000;
/** After this a large file that was copied once no longer counts. */
const recentMs = 3_600_000;

/** Adds a sample, and drops those that no longer count. */
export const withSample = (samples: readonly DiskSample[], next: DiskSample): DiskSample[] => [
  ...samples.filter(({ atMs }) => atMs <= next.atMs && next.atMs - atMs <= windowMs),
  next,
];

/**
 * Seconds until the disk is full, at the average rate of all samples, if the last hour fills it too.
 * @returns Infinity while it does not fill, or too little is known
 */
export function secondsUntilFull(samples: readonly DiskSample[]): number {
  const lastMs = samples.at(-1)?.atMs ?? 0;
  const recent = samples.filter(({ atMs }) => lastMs - atMs <= recentMs);
  return Math.max(secondsAtRate(samples), secondsAtRate(recent));
}

function secondsAtRate(samples: readonly DiskSample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.atMs - first.atMs < leastSpanMs) return Number.POSITIVE_INFINITY;
  const filled = first.freeBytes - last.freeBytes;
  if (filled <= 0) return Number.POSITIVE_INFINITY;
  return (last.freeBytes * (last.atMs - first.atMs)) / filled / 1_000;
}
