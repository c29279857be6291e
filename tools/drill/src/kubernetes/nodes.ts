import { type Kubectl, KubectlError } from '@onsale/install';
import type { Pauses } from '@onsale/rehearse';
import type { Pod } from './workloads.js';

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly unschedulable?: boolean };
}

const pauseMs = 2_000;

/**
 * The nodes that may be drained: none where there is one alone, or where nodes are not ours to touch.
 * @throws KubectlError
 */
export async function nodesToDrain(kubectl: Kubectl): Promise<string[]> {
  try {
    await kubectl.run(['auth', 'can-i', 'patch', 'nodes', '--quiet']);
    const nodes = await kubectl.get<Node>('nodes');
    const open = nodes.filter(({ spec }) => !spec.unschedulable);
    return open.length > 1 ? open.map(({ metadata }) => metadata.name) : [];
  } catch (error) {
    const mayNot = error instanceof KubectlError && ['forbidden', 'other'].includes(error.trouble);
    if (mayNot) return [];
    throw error;
  }
}

/** Lets a node take no more pods while something is done. */
export async function whileCordoned<T>(
  kubectl: Kubectl,
  node: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await kubectl.run(['cordon', node]);
    return await work();
  } finally {
    await kubectl.run(['uncordon', node], { isCleanUp: true });
  }
}

/**
 * Asks for the end of a pod as `kubectl drain` does, within the disruption budget of its workload, which
 * may refuse: then again until the time is over.
 */
export async function evict(
  kubectl: Kubectl,
  { name }: Pod,
  withinMs: number,
  pauses: Pauses,
): Promise<void> {
  const { namespace } = kubectl;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const input = JSON.stringify({
    ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
  });
  for (const givenUpMs = performance.now() + withinMs; !pauses.ended; ) {
    try {
      await kubectl.run(['create', '--raw', path, '--filename=-'], { input });
      return;
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      if (error.trouble === 'not found' || performance.now() + pauseMs > givenUpMs) return;
      await pauses.wait(pauseMs);
    }
  }
}
