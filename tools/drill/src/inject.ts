import type { Cluster } from '@onsale/cluster';
import type { Observations, Pauses } from '@onsale/rehearse';
import type { Fault } from './plan-faults.js';
import { until } from './stage.js';

/** A fault that has happened. Times are from the opening. */
export interface Struck extends Fault {
  /** When it served again; undefined when it did not in time. */
  readonly backMs: number | undefined;
}

const pollMs = 50;
const backWithinMs = 90_000;

/**
 * Injects the planned faults, each at its time, and waits until all have ended. Faults of the same
 * part take turns, and only one NATS server is down at a time: two would be a majority.
 */
export async function inject(
  cluster: Cluster,
  faults: readonly Fault[],
  record: Observations,
  pauses: Pauses,
): Promise<Struck[]> {
  const turns = new Map<string, Promise<unknown>>();
  const struck: Promise<Struck>[] = [];
  for (const fault of faults) {
    await until(record, pauses, fault.atMs);
    if (pauses.ended) break;
    const turn = turnOf(cluster, fault);
    const mine = (turns.get(turn) ?? Promise.resolve()).then(async () => {
      await back(cluster, fault.target, undefined, pauses);
      const atMs = performance.now() - record.openedMs;
      const isBack = await strike(cluster, fault, pauses);
      return { ...fault, atMs, backMs: isBack ? performance.now() - record.openedMs : undefined };
    });
    turns.set(turn, mine);
    mine.catch(() => undefined); // told below
    struck.push(mine);
  }
  return Promise.all(struck);
}

function turnOf(cluster: Cluster, { kind, target }: Fault): string {
  if (kind === 'cut') return `bus of ${target}`;
  const part = partOf(cluster, target);
  return part?.kind === 'service' ? target : (part?.group ?? target);
}

const partOf = (cluster: Cluster, name: string) =>
  cluster.parts().find((part) => part.name === name);

/** @returns whether it serves again */
async function strike(
  cluster: Cluster,
  { kind, target, lastsMs }: Fault,
  pauses: Pauses,
): Promise<boolean> {
  if (kind === 'kill') {
    const pid = partOf(cluster, target)?.pid;
    await cluster.kill(target);
    return back(cluster, target, pid, pauses);
  }
  const [begin, end] =
    kind === 'pause' ? [cluster.pause, cluster.resume] : [cluster.cut, cluster.mend];
  begin(target);
  try {
    await pauses.wait(lastsMs);
  } finally {
    end(target);
  }
  return true;
}

/** Waits until a part runs with another pid than this. A name that is not a part always runs. */
async function back(
  cluster: Cluster,
  name: string,
  oldPid: number | undefined,
  pauses: Pauses,
): Promise<boolean> {
  for (const givenUpMs = performance.now() + backWithinMs; !pauses.ended; ) {
    const part = partOf(cluster, name);
    if (!part) return true;
    if (part.state === 'up' && part.pid !== undefined && part.pid !== oldPid) return true;
    if (performance.now() > givenUpMs) return false;
    await pauses.wait(pollMs);
  }
  return false;
}
