import { type Kubectl, KubectlError } from '@onsale/install';
import type { Pauses } from '@onsale/rehearse';
import type { Roller } from '../roll.js';
import type { Stage } from '../stage.js';
import { until } from '../stage.js';
import { readWorkloads, type Workload } from './workloads.js';

const rolledWithinSeconds = 600;
const goneWithinMs = 120_000;
const lookEveryMs = 1_000;
/** kubectl itself gives up a moment earlier. */
const timeoutMs = (rolledWithinSeconds + 30) * 1000;

/**
 * Replaces the pods of every Deployment, all at once, as `kubectl apply` of a new release does.
 * @param tag of the images of the product; undefined: the same images again
 */
export async function kubernetesRoller(
  kubectl: Kubectl,
  { say }: Pick<Stage, 'say'>,
  tag: string | undefined,
): Promise<Roller> {
  const { workloads } = await readWorkloads(kubectl);
  const deployments = workloads.filter(({ kind }) => kind === 'Deployment');
  const ours = deployments.filter(({ component }) => component !== 'router');
  const begin = () =>
    tag === undefined
      ? kubectl.run(['rollout', 'restart', ...deployments.map(({ name }) => `deployment/${name}`)])
      : Promise.all(ours.map((one) => kubectl.run(setImage(one, tag))));
  return {
    what: tag === undefined ? 'the same images' : `images of the tag ${tag}`,
    hasPages: deployments.some(({ component }) => component === 'web'),
    async roll(record, pauses, partMs) {
      const now = () => performance.now() - record.openedMs;
      await until(record, pauses, partMs);
      const beginsMs = now();
      say(`Rolling out ${tag ?? 'the same images'}`);
      await begin();
      const late: string[] = [];
      for (const { name } of deployments) {
        if (!(await hasRolled(kubectl, name))) late.push(name);
      }
      if (late.length === 0) await oldGone(kubectl, deployments, pauses);
      const good = late.length === 0;
      const text = good
        ? `Each of ${deployments.length} Deployments has only new pods.`
        : `Not rolled out in ${rolledWithinSeconds} s: ${late.join(', ')}. kubectl --namespace ${kubectl.namespace} rollout undo deployment NAME goes back.`;
      return { beginsMs, endsMs: now(), verdicts: [{ good, text }] };
    },
  };
}

/** The product's own containers get the tag; their registry stays. */
export function setImage({ name, containers }: Workload, tag: string): string[] {
  const images = containers.map(
    (one) => `${one.name}=${one.image.replace(/(:[^:/@]+)?(@[^@]+)?$/, '')}:${tag}`,
  );
  return ['set', 'image', `deployment/${name}`, ...images];
}

/** Old pods serve for a while after new ones have taken over, and may still fail a buyer. */
async function oldGone(
  kubectl: Kubectl,
  deployments: readonly Workload[],
  pauses: Pauses,
): Promise<void> {
  const names = new Set(deployments.map(({ name }) => name));
  for (const givenUpMs = performance.now() + goneWithinMs; !pauses.ended; ) {
    const { pods } = await readWorkloads(kubectl);
    if (!pods.some(({ workload, isLeaving }) => isLeaving && names.has(workload))) return;
    if (performance.now() > givenUpMs) return;
    await pauses.wait(lookEveryMs);
  }
}

async function hasRolled(kubectl: Kubectl, name: string): Promise<boolean> {
  const timeout = `--timeout=${rolledWithinSeconds}s`;
  try {
    await kubectl.run(['rollout', 'status', `deployment/${name}`, timeout], { timeoutMs });
    return true;
  } catch (error) {
    if (error instanceof KubectlError && error.trouble === 'other') return false;
    throw error;
  }
}
