/** A change of the stock: its version, and when it was durable, milliseconds since 1970. */
export type Change = readonly [version: number, atMs: number];

/** How long changes took to viewers, milliseconds. */
export interface Delays {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Number of updates that viewers received. */
  readonly told: number;
  /** Changes of which a viewer received neither the update nor a later one. */
  readonly missed: number;
}

export type ViewersQuestion =
  | { readonly ask: 'open'; readonly url: string; readonly path: string; readonly count: number }
  | { readonly ask: 'delays'; readonly changes: readonly Change[] }
  | { readonly ask: 'cpu' };

/** The same in all processes of one machine, more exact than `Date.now()`. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();
