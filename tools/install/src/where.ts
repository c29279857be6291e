import { readNumber, UsageError } from '@onsale/cli';
import type { Where } from './folder.js';
import type { KubernetesPlace } from './kubernetes/kubectl.js';

/** The options of tools that say which Kubernetes cluster is meant, for `parseOptions`. */
export const kubernetesOptions = {
  kubernetes: { type: 'string' },
  context: { type: 'string' },
} as const;

/** The options of tools that say which install is meant, for `parseOptions`. */
export const whereOptions = {
  data: { type: 'string' },
  port: { type: 'string' },
  ...kubernetesOptions,
} as const;

type Values<Options> = Readonly<{ [name in keyof Options]?: string | undefined }>;

/** @throws UsageError */
export function readWhere(values: Values<typeof whereOptions>): Where {
  const { data } = values;
  const port = readNumber('port', values.port, [1, 65_535]);
  const kubernetes = readKubernetes(values);
  if (data !== undefined && port !== undefined) {
    throw new UsageError('--data or --port, not both: a port only stands for its data folder.');
  }
  if (kubernetes && (data !== undefined || port !== undefined)) {
    throw new UsageError('--kubernetes names an install elsewhere: leave out --data and --port.');
  }
  return {
    ...(data === undefined ? {} : { data }),
    ...(port === undefined ? {} : { port }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
}

/** A valid name of a namespace in Kubernetes. */
const namespaceName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws UsageError */
export function readKubernetes({
  kubernetes: namespace,
  context,
}: Values<typeof kubernetesOptions>): KubernetesPlace | undefined {
  if (namespace === undefined) {
    if (context === undefined) return undefined;
    throw new UsageError('--context is for --kubernetes NAMESPACE.');
  }
  if (!namespaceName.test(namespace)) {
    throw new UsageError(`--kubernetes takes the name of a namespace, not "${namespace}".`);
  }
  return { namespace, ...(context === undefined ? {} : { context }) };
}
