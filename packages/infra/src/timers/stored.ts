import type { Timer } from '@onsale/runtime';

/**
 * A job as it is stored. Earlier releases put several timers into one job, and may read this one.
 */
export interface StoredTimers {
  readonly at: string;
  readonly timers: readonly { readonly id: string; readonly at: string; readonly data: object }[];
}

/** @param timers at least one */
export const toStored = (timers: readonly Timer[]): StoredTimers => ({
  at: new Date(Math.max(...timers.map(({ at }) => at.getTime()))).toISOString(),
  timers: timers.map(({ id, at, data }) => ({ id, at: at.toISOString(), data })),
});

export const toTimers = (stored: StoredTimers): Timer[] =>
  stored.timers.map(({ id, at, data }) => ({ id, at: new Date(at), data }));
