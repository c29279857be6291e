import type { Observations, Pauses } from '@onsale/rehearse';
import type { Fault } from './plan-faults.js';
import { until } from './stage.js';
import type { Target } from './target.js';

/** A fault that has happened. Times are from the opening. */
export interface Struck extends Fault {
  /** When it served again; undefined when it did not in time. */
  readonly backMs: number | undefined;
}

/** Injects the planned faults, each at its time and in its turn, and waits until all have ended. */
export async function inject(
  target: Target,
  faults: readonly Fault[],
  record: Observations,
  pauses: Pauses,
): Promise<Struck[]> {
  const turns = new Map<string, Promise<unknown>>();
  const struck: Promise<Struck>[] = [];
  for (const fault of faults) {
    await until(record, pauses, fault.atMs);
    if (pauses.ended) break;
    const turn = target.turnOf(fault);
    const mine = (turns.get(turn) ?? Promise.resolve()).then(async () => {
      await target.ready(fault, pauses);
      const atMs = performance.now() - record.openedMs;
      const isBack = await target.strike(fault, pauses);
      return { ...fault, atMs, backMs: isBack ? performance.now() - record.openedMs : undefined };
    });
    turns.set(turn, mine);
    mine.catch(() => undefined); // reported below
    struck.push(mine);
  }
  return Promise.all(struck);
}
