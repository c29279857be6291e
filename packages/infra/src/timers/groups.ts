import { createHash } from 'node:crypto';
import type { Timer } from '@onsale/runtime';

/** Timers that fire together, as one job: when the last of them is due. */
export interface TimerGroup {
  readonly id: string;
  readonly at: Date;
  readonly timers: readonly Timer[];
}

/** Timers of one instant may wait for each other so long. */
const togetherMs = 50;
const maxGroup = 200;

/**
 * Puts timers together that are due at nearly one instant. A rush that held thousands of tickets
 * lets them go in the same second, and the queue hands out a job at a time.
 */
export function groupTimers(timers: readonly Timer[]): TimerGroup[] {
  const distinct = new Map(timers.map((timer) => [timer.id, timer]));
  const windows = new Map<number, Timer[]>();
  for (const timer of distinct.values()) {
    const window = Math.floor(timer.at.getTime() / togetherMs);
    const group = windows.get(window);
    if (group) group.push(timer);
    else windows.set(window, [timer]);
  }
  return [...windows.values()].flatMap((group) => {
    const groups: TimerGroup[] = [];
    for (let from = 0; from < group.length; from += maxGroup) {
      groups.push(toGroup(group.slice(from, from + maxGroup)));
    }
    return groups;
  });
}

function toGroup(timers: readonly Timer[]): TimerGroup {
  const ids = timers.map((timer) => timer.id);
  return {
    // The same timers scheduled again are the same job.
    id: ids.length === 1 ? (ids[0] ?? '') : createHash('sha256').update(ids.join()).digest('hex'),
    at: new Date(Math.max(...timers.map((timer) => timer.at.getTime()))),
    timers,
  };
}

/** As it is stored. */
export interface StoredGroup {
  readonly at: string;
  readonly timers: readonly { readonly id: string; readonly at: string; readonly data: object }[];
}

export const toStored = (group: { at: Date; timers: readonly Timer[] }): StoredGroup => ({
  at: group.at.toISOString(),
  timers: group.timers.map(({ id, at, data }) => ({ id, at: at.toISOString(), data })),
});

export const toTimers = (stored: StoredGroup): Timer[] =>
  stored.timers.map(({ id, at, data }) => ({ id, at: new Date(at), data }));
