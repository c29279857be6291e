import { kube, kubectl, objects } from './kubectl.js';
import { namespace } from './names.js';
import { poll } from './poll.js';

/** The part of a pod that the tests read. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly restartCount: number;
      readonly image: string;
      readonly state: { readonly waiting?: { readonly reason: string; readonly message?: string } };
    }[];
  };
}

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

export const nameOf = ({ metadata }: Pod): string =>
  metadata.labels['app.kubernetes.io/name'] ?? metadata.name;

export const podsOf = (name?: string): Promise<Pod[]> =>
  objects<Pod>('pods', name ? ['--selector', `app.kubernetes.io/name=${name}`] : []);

/** Whether it serves, and is to go on. */
export const isReady = ({ status, metadata }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.containerStatuses ?? []).length > 0 &&
  (status.containerStatuses ?? []).every(({ ready }) => ready);

/** A pod that serves. @throws Error when there is none */
export async function readyPod(name: string): Promise<Pod> {
  const found = (await podsOf(name)).find(isReady);
  if (!found) throw new Error(`no pod of ${name} is ready`);
  return found;
}

const noImage = new Set(['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull']);

class ImageMissing extends Error {}

/** @throws ImageMissing when a node has not got the image of a pod */
function assertImages(pods: readonly Pod[]): void {
  for (const { metadata, spec, status } of pods) {
    for (const { image, state } of status.containerStatuses ?? []) {
      if (!noImage.has(state.waiting?.reason ?? '')) continue;
      throw new ImageMissing(
        `${metadata.name} cannot start: ${spec.nodeName} has no image ${image}. Build the images and load them into the nodes, as docs/deploy.md says.`,
      );
    }
  }
}

const isRolledOut = ({ metadata, spec, status }: Workload): boolean =>
  (status.observedGeneration ?? 0) >= metadata.generation &&
  [status.replicas, status.updatedReplicas, status.availableReplicas].every(
    (count) => (count ?? 0) === spec.replicas,
  );

/**
 * Waits until every pod is of the current version and ready, and none of the previous one is left.
 * @throws Error that says what each pod does, when that is not so in time
 */
export async function untilSettled(timeoutMs: number): Promise<void> {
  let missing: ImageMissing | undefined;
  const look = async () => {
    const [workloads, pods] = await Promise.all([
      objects<Workload>('deployments,statefulsets'),
      podsOf(),
    ]);
    try {
      assertImages(pods);
    } catch (error) {
      missing = error as ImageMissing;
      return;
    }
    const waiting = [
      ...workloads.filter((one) => !isRolledOut(one)).map(({ metadata }) => metadata.name),
      ...pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name),
    ];
    if (waiting.length > 0) throw new Error(`not there yet: ${waiting.join(', ')}`);
  };
  try {
    await poll(look, { timeoutMs });
    if (missing) throw missing;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${await describePods()}`, { cause: error });
  }
}

const shownLines = 5;

/** The state of each pod, with the last lines of those that are not ready or were restarted. */
export async function describePods(): Promise<string> {
  const pods = await podsOf().catch(() => []);
  const described = pods.map(async (pod) => {
    const { metadata, spec, status } = pod;
    const [container] = status.containerStatuses ?? [];
    const restarts = container?.restartCount ?? 0;
    const state = metadata.deletionTimestamp ? 'stopping' : isReady(pod) ? 'ready' : 'not ready';
    const waiting = container?.state.waiting;
    const line = `${metadata.name} on ${spec.nodeName ?? 'no node'}: ${state}, ${status.phase}, ${restarts} restarts${waiting ? `, ${waiting.reason} ${waiting.message ?? ''}` : ''}`;
    if (isReady(pod) && restarts === 0) return line;
    const tail = ['logs', metadata.name, '--tail', String(shownLines), '--prefix=false'];
    const logs = await kube(tail).catch(() => '(no log)');
    return `${line}\n${logs.trimEnd().replaceAll(/^/gm, '    ')}`;
  });
  return (await Promise.all(described)).join('\n');
}

/** Deletes the namespace with everything in it, and waits until it is gone. */
export const deleteNamespace = (): Promise<string> =>
  kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=180s'], {
    timeoutMs: 200_000,
  });
