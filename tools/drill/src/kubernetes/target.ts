import { ToolError } from '@onsale/cli';
import type { Kubectl } from '@onsale/install';
import type { Pauses } from '@onsale/rehearse';
import { formatMs } from '@onsale/report';
import type { Fault, Round } from '../plan-faults.js';
import type { Target } from '../target.js';
import { evict, nodesToDrain, whileCordoned } from './nodes.js';
import { type Pod, readWorkloads, serves, type Workload, type Workloads } from './workloads.js';

const lookEveryMs = 1_000;
const backWithinMs = 180_000;
const settledWithinMs = 300_000;
const drainedForMs = 20_000;

/** The pods of a namespace. @throws KubectlError */
export async function kubernetesTarget(kubectl: Kubectl): Promise<Target> {
  const { workloads } = await readWorkloads(kubectl);
  const nodes = await nodesToDrain(kubectl);
  const componentOf = (name: string) => workloads.find((one) => one.name === name)?.component;

  /** One look at a time, however many faults are in progress. */
  let looking: Promise<Workloads> | undefined;
  const look = () => {
    looking ??= readWorkloads(kubectl).finally(() => {
      looking = undefined;
    });
    return looking;
  };

  /** Looks until these workloads serve without the struck pods. @returns whether they do in time */
  async function back(
    names: readonly string[],
    pauses: Pauses,
    struck: readonly Pod[] = [],
    withinMs = backWithinMs,
  ): Promise<boolean> {
    const uids = new Set(struck.map(({ uid }) => uid));
    for (const givenUpMs = performance.now() + withinMs; !pauses.ended; ) {
      // The cluster itself may be away for a moment, as when the node of its API is struck.
      const now = await look().catch((error: unknown) => {
        if (performance.now() > givenUpMs) throw error;
      });
      if (now && names.every((name) => serves(now, name, uids))) return true;
      if (performance.now() > givenUpMs) return false;
      await pauses.wait(lookEveryMs);
    }
    return false;
  }

  async function deletePod(fault: Fault, pauses: Pauses): Promise<boolean> {
    const pods = (await look()).pods.filter(
      ({ workload, isReady, isLeaving }) => workload === fault.target && isReady && !isLeaving,
    );
    // Which of them, the plan's chance decides.
    const pod = pods[Math.floor(fault.atMs) % Math.max(1, pods.length)];
    if (!pod) return back([fault.target], pauses);
    const grace = fault.kind === 'kill' ? ['--grace-period=0', '--force'] : ['--grace-period=1'];
    await kubectl.run(['delete', 'pod', pod.name, ...grace, '--wait=false', '--ignore-not-found']);
    return back([fault.target], pauses, [pod]);
  }

  async function drain({ target: node, lastsMs }: Fault, pauses: Pauses): Promise<boolean> {
    const away = await whileCordoned(kubectl, node, async () => {
      const pods = (await look()).pods.filter((pod) => pod.node === node && !pod.isLeaving);
      // Those that a budget holds stay: those of NATS, when their volumes bind them to the node.
      const evicted = pods.map((pod) => evict(kubectl, pod, lastsMs, pauses));
      await Promise.all([...evicted, pauses.wait(lastsMs)]);
      return pods;
    });
    const names = new Set(away.map(({ workload }) => workload));
    return back([...names], pauses);
  }

  return {
    about: `Pods are deleted without grace, those of stores with a second${nodes.length > 1 ? `, and nodes drained for ${formatMs(drainedForMs)}` : ''}.`,
    words: { kill: 'pod deleted', restart: 'store deleted', drain: 'node drained' },
    usualEveryMs: 8_000,
    round: roundOf(workloads, nodes),
    /** A drain takes stores along, and two NATS servers would be a majority: one at a time. */
    turnOf({ kind, target }) {
      return kind === 'drain' || componentOf(target) === 'store' ? 'stores and nodes' : target;
    },
    async ready({ kind, target }, pauses) {
      const stores = workloads.filter(({ component }) => component === 'store');
      const names = kind === 'kill' ? [target] : stores.map(({ name }) => name);
      await back(names, pauses);
    },
    strike: (fault, pauses) =>
      fault.kind === 'drain' ? drain(fault, pauses) : deletePod(fault, pauses),
    async settled(pauses) {
      const names = workloads.map(({ name }) => name);
      if (await back(names, pauses, [], settledWithinMs)) return;
      if (pauses.ended) return;
      throw new ToolError(
        `Not every pod of the namespace ${kubectl.namespace} is ready ${formatMs(settledWithinMs)} after the last fault: kubectl --namespace ${kubectl.namespace} get pods`,
      );
    },
  };
}

/** A pod of each workload is deleted, and a node drained. The way in, a router, is spared. */
export function roundOf(
  workloads: readonly Pick<Workload, 'name' | 'component'>[],
  nodes: readonly string[],
): Round {
  const hit = workloads.filter(({ component }) => component !== 'router');
  return (pick) => [
    ...hit.map(({ name, component }) => ({
      kind: component === 'store' ? ('restart' as const) : ('kill' as const),
      ...{ target: name, lastsMs: 0 },
    })),
    ...(nodes.length > 1
      ? [{ kind: 'drain' as const, target: pick(nodes), lastsMs: drainedForMs }]
      : []),
  ];
}
