import type { Sales } from '@onsale/contracts/orders/http';
import { offsetMs } from '../../../lib/dates';

/** One bucket of the timeline on the chart; `from` and `to` are fractions of its width. */
export interface ChartBucket {
  readonly at: string;
  readonly from: number;
  readonly to: number;
  readonly sold: number;
  readonly soldSoFar: number;
  /** Minor units. */
  readonly revenue: number;
}

export interface ChartModel {
  readonly buckets: readonly ChartBucket[];
  /** The largest number of the scale, and its lines from 0 up. */
  readonly top: number;
  readonly lines: readonly number[];
  readonly mostInOneBucket: number;
  readonly moments: readonly { readonly x: number; readonly at: string }[];
  /** Seconds between two moments. */
  readonly stepSeconds: number;
}

const maxLines = 4;
const maxMoments = 5;
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const stepsSeconds = [
  ...[10, 30, minute, 5 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour],
  ...[day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day, 365 * day],
];

/**
 * The layout of the sales chart; undefined before the first sale.
 * @param until end of the time axis when sales have stopped before, RFC 3339
 */
export function chartModel(
  { timeline, bucketSeconds }: Pick<Sales, 'timeline' | 'bucketSeconds'>,
  until: string,
  timeZone: string,
): ChartModel | undefined {
  const [first] = timeline;
  const last = timeline.at(-1);
  if (!first || !last) return undefined;
  const startMs = Date.parse(first.at);
  const endMs = Math.max(Date.parse(last.at) + bucketSeconds * 1000, Date.parse(until));
  const x = (atMs: number) => (atMs - startMs) / (endMs - startMs);
  let soldSoFar = 0;
  const buckets = timeline.map(({ at, sold, revenue }) => {
    soldSoFar += sold;
    const atMs = Date.parse(at);
    return { at, from: x(atMs), to: x(atMs + bucketSeconds * 1000), sold, soldSoFar, revenue };
  });
  const lineStep = roundStep(soldSoFar / maxLines);
  const top = Math.max(lineStep, Math.ceil(soldSoFar / lineStep) * lineStep);
  const spanSeconds = (endMs - startMs) / 1000;
  const stepSeconds =
    stepsSeconds.find((step) => spanSeconds / step <= maxMoments) ?? 10 * 365 * day;
  return {
    buckets,
    top,
    lines: Array.from({ length: top / lineStep + 1 }, (_, index) => index * lineStep),
    mostInOneBucket: Math.max(...timeline.map(({ sold }) => sold)),
    moments: roundMoments(startMs, endMs, stepSeconds * 1000, timeZone).map((atMs) => ({
      x: x(atMs),
      at: new Date(atMs).toISOString(),
    })),
    stepSeconds,
  };
}

/** The smallest of 1, 2, 5, 10, 20, 50 … that is at least `atLeast`. */
function roundStep(atLeast: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(atLeast, 1)));
  const step = [1, 2, 5, 10].find((factor) => factor * magnitude >= atLeast) ?? 10;
  return step * magnitude;
}

/** Round times between two instants, on the clock of the venue. */
function roundMoments(startMs: number, endMs: number, stepMs: number, timeZone: string): number[] {
  const moments: number[] = [];
  const firstWall = Math.ceil((startMs + offsetMs(startMs, timeZone)) / stepMs) * stepMs;
  for (let wall = firstWall; moments.length <= maxMoments; wall += stepMs) {
    const near = wall - offsetMs(startMs, timeZone);
    const at = wall - offsetMs(near, timeZone);
    if (at > endMs) break;
    moments.push(at);
  }
  return moments;
}
