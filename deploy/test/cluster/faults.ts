import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kube, kubectl, objects } from './kubectl.js';
import { deployments, namespace, root } from './names.js';
import { applyChanged } from './overlay.js';
import { isReady, nameOf, type Pod, podsOf, readyPod, untilSettled } from './pods.js';
import { poll } from './poll.js';

const settledWithinMs = 180_000;
/** The autoscaler looks every 15 seconds, at measurements that are as old. */
const scaledWithinMs = 180_000;
const settled = () => untilSettled(settledWithinMs);

/** Keeps at least this many pods of each, as before an onsale. */
export async function scaleTo(minReplicas: number): Promise<void> {
  const scalers = await objects<{ metadata: { name: string } }>('horizontalpodautoscalers');
  const patch = JSON.stringify({ spec: { minReplicas } });
  for (const { metadata } of scalers) {
    await kube(['patch', 'horizontalpodautoscaler', metadata.name, '--patch', patch]);
  }
  await poll(
    async () => {
      for (const name of deployments) {
        const count = (await podsOf(name)).length;
        if (count < minReplicas) throw new Error(`${count} pods of ${name}`);
      }
    },
    { timeoutMs: 90_000 },
  );
  await settled();
}

/** Lets an autoscaler remove pods as soon as they are idle, not two minutes later. */
export async function shrinkAtOnce(name: string): Promise<void> {
  const policies = [{ type: 'Percent', value: 100, periodSeconds: 15 }];
  const scaleDown = { stabilizationWindowSeconds: 0, policies };
  const patch = JSON.stringify({ spec: { behavior: { scaleDown } } });
  await kube(['patch', 'horizontalpodautoscaler', name, '--type=merge', '--patch', patch]);
}

/** Waits until a Deployment has this many pods, all ready. */
export const untilPods = (name: string, isEnough: (count: number) => boolean): Promise<void> =>
  poll(
    async () => {
      const count = (await podsOf(name)).filter(isReady).length;
      if (!isEnough(count)) throw new Error(`${count} pods of ${name} are ready`);
    },
    { timeoutMs: scaledWithinMs, everyMs: 1_000 },
  );

export async function restartDeployments(): Promise<void> {
  await kube(['rollout', 'restart', 'deployment']);
  await settled();
}

/** To the images of ONSALE_TEST_NEXT_TAG; without it, to pods that differ in an annotation. */
export async function updateToNext(): Promise<void> {
  const tag = process.env.ONSALE_TEST_NEXT_TAG;
  if (tag) await setImages(tag);
  else {
    const annotations = { 'onsale-tests/version': 'next' };
    const patch = JSON.stringify({ spec: { template: { metadata: { annotations } } } });
    for (const name of deployments) await kube(['patch', 'deployment', name, '--patch', patch]);
  }
  await settled();
}

export async function updateBack(): Promise<void> {
  for (const name of deployments) await kube(['rollout', 'undo', `deployment/${name}`]);
  await settled();
}

async function setImages(tag: string): Promise<void> {
  for (const name of deployments) {
    const image = await kube([
      ...['get', 'deployment', name],
      '--output=jsonpath={.spec.template.spec.containers[0].image}',
    ]);
    await kube(['set', 'image', `deployment/${name}`, `*=${image.replace(/:[^:]*$/, `:${tag}`)}`]);
  }
}

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly unschedulable?: boolean };
}

const nodes = async (): Promise<Node[]> =>
  (JSON.parse(await kubectl(['get', 'nodes', '--output=json'])) as { items: Node[] }).items;

/** Whether pods of one node may go to another. */
export const hasOtherNodes = async (): Promise<boolean> => (await nodes()).length > 1;

/**
 * Empties the node with most of our pods, and lets pods back onto it. Stores stay: where volumes
 * belong to a node, they could not start elsewhere.
 */
export async function drainNode(): Promise<void> {
  const pods = await podsOf();
  const count = ({ metadata }: Node) =>
    pods.filter(({ spec }) => spec.nodeName === metadata.name).length;
  const [fullest] = (await nodes()).sort((one, other) => count(other) - count(one));
  const node = fullest?.metadata.name as string;
  const ours = 'app.kubernetes.io/part-of=onsale,app.kubernetes.io/component!=store';
  try {
    await kubectl(
      ['drain', node, `--pod-selector=${ours}`, '--delete-emptydir-data', '--timeout=150s'],
      { timeoutMs: 160_000 },
    );
    await settled();
  } finally {
    await kubectl(['uncordon', node]);
  }
}

/** Without a chance to finish anything. @returns which */
export async function killOneAtRandom(): Promise<string> {
  const ours = (await podsOf()).filter((pod) => deployments.some((name) => name === nameOf(pod)));
  const pod = ours[Math.floor(Math.random() * ours.length)] as Pod;
  await kube(['delete', 'pod', pod.metadata.name, '--force', '--grace-period=0']);
  await settled();
  return nameOf(pod);
}

export async function restartStore(name: 'postgres' | 'redis'): Promise<{ readyMs: number }> {
  await kube(['delete', 'pod', `${name}-0`], { timeoutMs: 150_000 });
  await poll(() => readyPod(name), { timeoutMs: settledWithinMs, everyMs: 100 });
  const readyMs = performance.now();
  await settled();
  return { readyMs };
}

export async function rollNats(): Promise<void> {
  await kube(['rollout', 'restart', 'statefulset/nats']);
  await settled();
}

/** One more line in `nats.conf`, which every server has to read. */
export async function changeNatsConf(): Promise<void> {
  const name = 'nats.conf';
  const conf = await readFile(join(root, 'deploy/k8s/components/nats', name), 'utf8');
  const configMapGenerator = [{ name: 'nats', namespace, behavior: 'merge', files: [name] }];
  const files = { [name]: `${conf}max_connections: 4096\n` };
  await applyChanged('local', { configMapGenerator }, files);
  await settled();
}

export async function killNatsServer(): Promise<void> {
  await kube(['delete', 'pod', 'nats-0', '--force', '--grace-period=0']);
  await settled();
}

/** The replicas that each autoscaler wants. */
export async function wantedReplicas(): Promise<Record<string, number>> {
  const scalers = await objects<{
    metadata: { name: string };
    status: { desiredReplicas: number; currentReplicas?: number };
  }>('horizontalpodautoscalers');
  return Object.fromEntries(
    scalers.map(({ metadata, status }) => [
      metadata.name,
      Math.max(status.desiredReplicas, status.currentReplicas ?? 0),
    ]),
  );
}
