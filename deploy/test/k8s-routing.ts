import { routingRules, ruleFor } from '../src/routing.js';
import { ofKind } from './rendered.js';
import type { Manifest } from './schemas.js';

/** Where ingress-nginx sends a path: of the patterns that match, the longest, without case. */
export function byIngress(manifests: readonly Manifest[], path: string): string | undefined {
  const paths = ofKind(manifests, 'Ingress').flatMap(({ spec }) =>
    spec.rules.flatMap((rule: Manifest) => rule.http.paths),
  );
  return paths
    .filter((one) => new RegExp(`^${one.path}`, 'i').test(path))
    .sort((a, b) => b.path.length - a.path.length)[0]?.backend.service.name;
}

/** Where a Gateway sends a path: of the prefixes that match by whole segments, the longest. */
export function byGateway(manifests: readonly Manifest[], path: string): string | undefined {
  const matches = ofKind(manifests, 'HTTPRoute')
    .filter(({ metadata }) => metadata.name === 'onsale')
    .flatMap(({ spec }) =>
      spec.rules.flatMap((rule: Manifest) =>
        rule.matches.map((match: Manifest) => ({
          prefix: match.path.value as string,
          service: rule.backendRefs[0].name as string,
        })),
      ),
    );
  const found = matches
    .filter(({ prefix }) => prefix === '/' || `${path}/`.startsWith(`${prefix}/`))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.service;
  return found === 'router' ? byRouter(path) : found;
}

/** Its nginx has the whole table; what nginx makes of that is tested with a real one. */
function byRouter(path: string): string | undefined {
  const isClosed = /^\/(healthz|readyz|metrics|dead-letters|arrival)(\/|$)/.test(path);
  return isClosed ? undefined : ruleFor(routingRules(), path).service;
}
