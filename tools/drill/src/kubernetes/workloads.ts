import type { Kubectl } from '@onsale/install';

/** Selects the product's own objects, by the label that the manifests give them. */
const ours = '--selector=app.kubernetes.io/part-of=onsale';
const nameLabel = 'app.kubernetes.io/name';
const componentLabel = 'app.kubernetes.io/component';

interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
}
interface Condition {
  readonly type: string;
  readonly status: string;
}
interface Found {
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: {
    readonly replicas?: number;
    readonly nodeName?: string;
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}
interface Container {
  readonly name: string;
  readonly image: string;
}

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly name: string;
  /** `service`, `web`, `store`, `router`. */
  readonly component: string;
  /** How many pods it has at rest. */
  readonly wanted: number;
  readonly containers: readonly Container[];
}

export interface Pod {
  readonly name: string;
  readonly uid: string;
  /** Name of its workload. */
  readonly workload: string;
  readonly node: string | undefined;
  readonly isReady: boolean;
  /** It is terminating, and finishes its work in progress. */
  readonly isLeaving: boolean;
}

/** The workloads of the product in a namespace, and their pods. */
export interface Workloads {
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
}

/** @throws KubectlError */
export async function readWorkloads(kubectl: Kubectl): Promise<Workloads> {
  const found = await kubectl.get<Found>('deployments,statefulsets,pods', [ours]);
  return {
    workloads: found.flatMap(({ kind, metadata, spec }) =>
      kind === 'Deployment' || kind === 'StatefulSet'
        ? [
            {
              ...{ kind, name: metadata.name, wanted: spec.replicas ?? 1 },
              component: metadata.labels?.[componentLabel] ?? '',
              containers: spec.template?.spec.containers ?? [],
            },
          ]
        : [],
    ),
    pods: found.flatMap(({ kind, metadata, spec, status }) =>
      kind === 'Pod'
        ? [
            {
              ...{ name: metadata.name, uid: metadata.uid, node: spec.nodeName },
              workload: metadata.labels?.[nameLabel] ?? '',
              isLeaving: metadata.deletionTimestamp !== undefined,
              isReady: (status?.conditions ?? []).some(
                (one) => one.type === 'Ready' && one.status === 'True',
              ),
            },
          ]
        : [],
    ),
  };
}

/** Whether a workload has all its pods, without those that leave, and none of the struck ones. */
export function serves(
  { workloads, pods }: Workloads,
  name: string,
  struck: ReadonlySet<string> = new Set(),
): boolean {
  const wanted = workloads.find((one) => one.name === name)?.wanted ?? 0;
  const own = pods.filter((pod) => pod.workload === name && !pod.isLeaving);
  const isGone = own.every(({ uid }) => !struck.has(uid));
  return isGone && own.filter(({ isReady }) => isReady).length >= wanted;
}
