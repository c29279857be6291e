import { inject } from 'vitest';
import { stringify } from 'yaml';
import { kube } from './kubectl.js';
import { applyChanged } from './overlay.js';
import { untilSettled } from './pods.js';

const settledWithinMs = 180_000;
/** Where implementations run that docs/deploy.md names. */
const namespaces = ['envoy-gateway-system', 'ingress-nginx', 'traefik'];

/** Replaces the Ingress by a Gateway: the overlay `gateway`, with its EDIT lines filled in. */
export async function applyGateway(): Promise<void> {
  const replace = (path: string, value: unknown) => stringify([{ op: 'replace', path, value }]);
  const from = '/spec/ingress/0/from/0/namespaceSelector/matchExpressions/0/values';
  await kube(['delete', 'ingress', 'onsale', '--ignore-not-found']);
  await applyChanged('gateway', {
    patches: [
      {
        target: { kind: 'Gateway', name: 'onsale' },
        patch: replace('/spec/gatewayClassName', inject('gatewayClass')),
      },
      { target: { kind: 'NetworkPolicy', name: 'way-in' }, patch: replace(from, namespaces) },
    ],
  });
  await untilSettled(settledWithinMs);
}
