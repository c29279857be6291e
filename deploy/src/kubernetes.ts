import {
  apiDefault,
  internalPaths,
  maxBodyBytes,
  patternOf,
  type RoutingRule,
  type Target,
} from './routing.js';

/** A service, or the nginx that separates paths which prefixes cannot. */
type Backend = Target | 'router';

const mebibytes = `${maxBodyBytes / 1024 / 1024}m`;

const ingressAnnotations = {
  'nginx.ingress.kubernetes.io/use-regex': 'true',
  'nginx.ingress.kubernetes.io/proxy-body-size': mebibytes,
};

const streamAnnotations = {
  'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
  'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
  'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
};

/**
 * The rules as objects for ingress-nginx, which takes the longest pattern that matches: a more
 * specific one is longer. Streams have their own object, because settings belong to an object.
 */
export function ingresses(rules: readonly RoutingRule[]): object[] {
  const closed = internalPaths.map((path) => ingressPath(`${path}(/|$)`, apiDefault));
  const pathsWhere = (streams: boolean) =>
    rules
      .filter((rule) => rule.streams === streams)
      .map((rule) => ingressPath(patternOf(rule).slice(1), rule.service));
  return [
    ingress('onsale', ingressAnnotations, [...closed, ...pathsWhere(false)]),
    ingress('onsale-streams', { ...ingressAnnotations, ...streamAnnotations }, pathsWhere(true)),
  ];
}

const ingress = (name: string, annotations: object, paths: object[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, annotations },
  spec: { ingressClassName: 'nginx', rules: [{ http: { paths } }] },
});

const ingressPath = (path: string, service: Target) => ({
  path,
  pathType: 'ImplementationSpecific',
  backend: { service: { name: service, port: { name: 'http' } } },
});

/**
 * The rules as an HTTPRoute of prefixes, of which the longest wins. A prefix that several services
 * share goes to the router.
 */
export function httpRoute(rules: readonly RoutingRule[]): object {
  const byBackend = new Map<Backend, string[]>([['router', [...internalPaths]]]);
  for (const { path, service } of rules.filter((rule) => !rule.path.includes(':'))) {
    const isShared = rules.some((other) => other.path.startsWith(`${path}/:`));
    const backend = isShared ? 'router' : service;
    byBackend.set(backend, [...(byBackend.get(backend) ?? []), path]);
  }
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'onsale' },
    spec: {
      parentRefs: [{ name: 'onsale', sectionName: 'https' }],
      rules: [...byBackend].map(([name, paths]) => ({
        matches: paths.map((value) => ({ path: { type: 'PathPrefix', value } })),
        backendRefs: [{ name, port: 80 }],
      })),
    },
  };
}
