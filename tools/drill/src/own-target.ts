import type { Cluster, PartView } from '@onsale/cluster';
import type { Pauses } from '@onsale/rehearse';
import { formatMs } from '@onsale/report';
import type { Fault, Round } from './plan-faults.js';
import type { Target } from './target.js';

type Part = Pick<PartView, 'name' | 'kind' | 'group'>;

const pollMs = 50;
const backWithinMs = 90_000;
const settledWithinMs = 120_000;
/** Longer than the bus waits for an answer. */
const ackWaits = 1.4;

/** The processes of a cluster on this machine. */
export function ownTarget(cluster: Cluster, ackWaitMs: number): Target {
  const partOf = (name: string) => cluster.parts().find((part) => part.name === name);

  /** Waits until a part runs with another pid than this. A name that is not a part always runs. */
  async function back(name: string, oldPid: number | undefined, pauses: Pauses): Promise<boolean> {
    for (const givenUpMs = performance.now() + backWithinMs; !pauses.ended; ) {
      const part = partOf(name);
      if (!part) return true;
      if (part.state === 'up' && part.pid !== undefined && part.pid !== oldPid) return true;
      if (performance.now() > givenUpMs) return false;
      await pauses.wait(pollMs);
    }
    return false;
  }

  return {
    about: `A message that is not answered in ${formatMs(ackWaitMs)} goes to another process.`,
    words: { kill: 'kill -9', pause: 'SIGSTOP', cut: 'cut from the bus' },
    usualEveryMs: 3_000,
    round: roundOf(cluster.parts(), ackWaits * ackWaitMs),
    /** Only one NATS server is down at a time: two would be a majority. */
    turnOf({ kind, target }: Fault) {
      if (kind === 'cut') return `bus of ${target}`;
      const part = partOf(target);
      return part?.kind === 'service' ? target : (part?.group ?? target);
    },
    async ready({ target }, pauses) {
      await back(target, undefined, pauses);
    },
    async strike({ kind, target, lastsMs }, pauses) {
      if (kind === 'kill') {
        const pid = partOf(target)?.pid;
        await cluster.kill(target);
        return back(target, pid, pauses);
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
    },
    settled: () => cluster.settled({ timeoutMs: settledWithinMs }),
  };
}

/** A process of each group is killed, a service is paused, and one is cut off from the bus. */
export function roundOf(parts: readonly Part[], lastsMs: number): Round {
  const hit = parts.filter(({ kind }) => kind !== 'nginx' && kind !== 'bus-line');
  const groups = [...new Set(hit.map(({ group }) => group))];
  const services = hit.filter(({ kind }) => kind === 'service');
  return (pick) => [
    ...groups.map((group) => ({
      kind: 'kill' as const,
      target: pick(hit.filter((part) => part.group === group)).name,
      lastsMs: 0,
    })),
    { kind: 'pause', target: pick(services).name, lastsMs },
    { kind: 'cut', target: pick(services).group, lastsMs },
  ];
}
