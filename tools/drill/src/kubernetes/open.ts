import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@onsale/cli';
import { createKubectl, type Kubectl, type KubernetesPlace, root } from '@onsale/install';
import { findInKubernetes } from '@onsale/rehearse';
import type { Stage } from '../stage.js';

export interface KubernetesStage {
  readonly stage: Stage;
  readonly kubectl: Kubectl;
  close(): Promise<void>;
}

export interface KubernetesStageOptions {
  readonly place: KubernetesPlace;
  readonly url: string;
  /** File of certificates (PEM) that are trusted beside the usual ones. */
  readonly caFile?: string;
  /** Name of its folder in `.onsale`. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly say: (step: string) => void;
  readonly tell: (line: string) => void;
}

const mark = { label: 'onsale.dev/drill', value: 'allowed' };

/**
 * An install in a namespace that is marked for drills, reached by its address and through kubectl.
 * @throws ToolError when it is not marked, or cannot be reached
 */
export async function openKubernetesStage(
  options: KubernetesStageOptions,
): Promise<KubernetesStage> {
  const { place, url, name, environment, signal, say, tell } = options;
  const kubectl = createKubectl(place, environment, signal);
  await assertMarked(kubectl);
  const caFile = options.caFile === undefined ? {} : { caFile: options.caFile };
  const telling = { ...caFile, tell: say, signal };
  const { install, close } = await findInKubernetes(place, url, environment, telling);
  try {
    const folder = join(root, '.onsale', 'drills', name);
    await mkdir(folder, { recursive: true });
    return { stage: { install, folder, signal, say, tell }, kubectl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Namespace {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
}

/** A drill kills what serves buyers, so an operator must have marked the namespace for it. */
export async function assertMarked(kubectl: Kubectl): Promise<void> {
  const { namespace, context } = kubectl;
  const [found] = await kubectl.get<Namespace>('namespaces', [namespace]);
  if (!found) throw new ToolError(`There is no namespace "${namespace}" in this cluster.`);
  if (found.metadata.labels?.[mark.label] === mark.value) return;
  const inContext = context === undefined ? '' : ` --context ${context}`;
  throw new ToolError(
    `The namespace ${namespace} is not marked for drills, which kill its pods. If nobody sells tickets there, mark it: kubectl${inContext} label namespace ${namespace} ${mark.label}=${mark.value}`,
  );
}
