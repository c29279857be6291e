import { ToolError } from '@onsale/cli';
import { serverUrls } from '@onsale/infra';
import { type NatsAddress, natsIn } from '../addresses.js';
import { serviceNames } from '../databases.js';
import type { Environment } from '../folder.js';
import { natsAsksForTls, type Store } from './answers.js';
import { type Forward, openForward } from './forward.js';
import { createKubectl, type Kubectl, KubectlError, type KubernetesPlace } from './kubectl.js';
import { readSecrets, type Secrets } from './secrets.js';
import { type StoreService, serviceOf, through } from './stores.js';

/** The stores of an install in Kubernetes, while they can be used from here. */
export interface ReachedCluster {
  /**
   * The variables that a person would set by hand: ONSALE_ORDERS_DATABASE_URL, ONSALE_NATS_URL and
   * so on.
   */
  readonly environment: Environment;
  /** That of `environment`, with what TLS needs. */
  readonly nats: NatsAddress | undefined;
  /** Resolves when every store answers; a broken connection is opened again. @throws ToolError */
  ready(): Promise<void>;
  /** Ends kubectl. */
  close(): Promise<void>;
}

export interface ReachOptions {
  /** `read`: as the role that only reads, and the bus; `own`: each database as its service. */
  readonly access: 'read' | 'own';
  /** With the operator token. */
  readonly operator?: boolean;
  readonly tell: (step: string) => void;
  readonly signal: AbortSignal;
}

const readerSecret = 'database-reader';
const busSecret = 'nats-audit';
const natsPort = 4222;
/** The authority that signed the stores' certificates, each of which names its Service. */
const authoritySecret = 'stores-ca';
const databaseVariable = (service: string) => `ONSALE_${service.toUpperCase()}_DATABASE_URL`;

/**
 * Opens connections to the stores that the Secrets of a namespace name. A Service of the cluster is
 * reached through `kubectl port-forward`, another address directly. What the environment names
 * already is left as it is.
 * @throws ToolError with what to do
 */
export async function reachKubernetes(
  place: KubernetesPlace,
  environment: Environment,
  options: ReachOptions,
): Promise<ReachedCluster> {
  const { access, operator = false, tell, signal } = options;
  const kubectl = createKubectl(place, environment, signal);
  await assertNamespace(kubectl);
  const wanted = serviceNames.filter((name) => !environment[databaseVariable(name)]);
  const wantsBus = access === 'read' && !environment.ONSALE_NATS_URL;
  const wantsToken = operator && !environment.ONSALE_OPERATOR_TOKEN;
  const secrets = await readSecrets(kubectl, [
    ...(access === 'own' ? wanted.map((name) => `database-${name}`) : []),
    ...(access === 'read' && wanted.length > 0 ? [readerSecret] : []),
    ...(wantsBus ? [busSecret, authoritySecret] : []),
    ...(wantsToken ? ['operator'] : []),
  ]);
  const found = new Map<string, string>();
  const forwards = new Map<string, Forward>();
  const close = async () => {
    await Promise.all([...forwards.values()].map((forward) => forward.close()));
  };
  async function portOf(to: StoreService & { readonly store: Store }): Promise<number> {
    const key = `${to.namespace}/${to.service}:${to.port}`;
    const forward = forwards.get(key) ?? (await openForward(kubectl, to, { tell, signal }));
    forwards.set(key, forward);
    return forward.port;
  }
  try {
    const urls = access === 'own' ? ownUrls(wanted, secrets) : readerUrls(kubectl, wanted, secrets);
    for (const [service, text] of urls) {
      const [server, ...others] = serverUrls(text);
      const url = new URL(server);
      const inside = others.length === 0 ? serviceOf(url, place.namespace) : undefined;
      if (!inside) {
        found.set(databaseVariable(service), text);
        continue;
      }
      const port = await portOf({ ...inside, store: 'postgres' }).catch((error: unknown) => {
        throw isElsewhere(error) ? notHere(kubectl, inside, wanted, error) : error;
      });
      found.set(databaseVariable(service), through(url, port));
    }
    const password = secrets.get(busSecret, 'password');
    let tls: NatsAddress['tls'];
    if (wantsBus && password) {
      const { namespace } = place;
      const nats = { service: 'nats', namespace, port: natsPort, store: 'nats' as const };
      const port = await portOf(nats).catch((error: unknown) => {
        if (!isElsewhere(error)) throw error;
        tell('NATS is not in the namespace: set ONSALE_NATS_URL to look at its stream too');
      });
      if (port !== undefined) {
        found.set('ONSALE_NATS_URL', `nats://127.0.0.1:${port}`);
        if (!environment.ONSALE_NATS_PASSWORD) found.set('ONSALE_NATS_PASSWORD', password);
        const ca = secrets.get(authoritySecret, 'ca.crt');
        if (ca && (await natsAsksForTls(port))) tls = { ca, servername: nats.service };
      }
    }
    const operatorToken = secrets.get('operator', 'token');
    if (wantsToken && operatorToken) found.set('ONSALE_OPERATOR_TOKEN', operatorToken);
    const reached = { ...environment, ...Object.fromEntries(found) };
    const address = natsIn(reached);
    return {
      environment: reached,
      nats: address && tls ? { ...address, tls } : address,
      async ready() {
        await Promise.all([...forwards.values()].map((forward) => forward.ready()));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws ToolError when there is none; without the right to ask, the next request shows it */
async function assertNamespace(kubectl: Kubectl): Promise<void> {
  const { namespace } = kubectl;
  const found = await kubectl.get('namespaces', [namespace]).catch((error: unknown) => {
    if (error instanceof KubectlError && error.trouble === 'forbidden') return undefined;
    throw error;
  });
  if (found?.length !== 0) return;
  throw new ToolError(
    `There is no namespace "${namespace}" in this cluster. kubectl get namespaces lists them; --context NAME chooses another cluster.`,
  );
}

function ownUrls(services: readonly string[], secrets: Secrets): [string, string][] {
  return services.flatMap((service) => {
    const url = secrets.url(`database-${service}`, 'url');
    return url ? [[service, url] as [string, string]] : [];
  });
}

function readerUrls(
  { namespace }: Kubectl,
  services: readonly string[],
  secrets: Secrets,
): [string, string][] {
  return services.map((service) => {
    const url = secrets.url(readerSecret, `${service}-url`);
    if (url) return [service, url];
    throw new ToolError(
      `The namespace ${namespace} has no Secret ${readerSecret} with the key ${service}-url, with which the audit reads. docs/deploy.md, "The secrets", says how to make it.`,
    );
  });
}

const isElsewhere = (error: unknown): boolean =>
  error instanceof KubectlError && ['not found', 'no pod'].includes(error.trouble);

function notHere(
  { namespace }: Kubectl,
  { service, namespace: inside }: StoreService,
  services: readonly string[],
  cause: unknown,
): ToolError {
  return new ToolError(
    `No pod of the Service ${service} runs in the namespace ${inside} (kubectl --namespace ${namespace} get pods). If the databases are elsewhere, put addresses that work from here into the environment: ${services.map(databaseVariable).join(', ')}.`,
    { cause },
  );
}
