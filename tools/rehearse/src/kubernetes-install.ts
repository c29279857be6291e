import { type Environment, type KubernetesPlace, reachKubernetes } from '@onsale/install';
import { findInstall, type Install } from './install.js';

export interface KubernetesInstall {
  readonly install: Install;
  /** Ends the ways to its stores. */
  close(): Promise<void>;
}

/**
 * The install that answers at a URL and has its stores in a namespace of Kubernetes: its operator
 * token, databases and NATS come from there, as far as the environment does not name them.
 * @param caFile certificates (PEM) that are trusted beside the usual ones
 * @throws ToolError when one of them cannot be reached
 */
export async function findInKubernetes(
  place: KubernetesPlace,
  url: string,
  environment: Environment,
  { caFile, ...telling }: { caFile?: string; tell: (step: string) => void; signal: AbortSignal },
): Promise<KubernetesInstall> {
  const options = { access: 'read', operator: true, ...telling } as const;
  const reached = await reachKubernetes(place, environment, options);
  try {
    const install = await findInstall(url, reached.environment, caFile);
    const databases = async () => {
      await reached.ready();
      return install.databases();
    };
    const { nats, close } = reached;
    return { install: { ...install, databases, ...(nats ? { nats } : {}) }, close };
  } catch (error) {
    await reached.close();
    throw error;
  }
}
