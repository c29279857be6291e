import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { kube, kubectl } from './kubectl.js';
import { root } from './names.js';
import { untilSettled } from './pods.js';

const settledWithinMs = 180_000;
/** Where implementations run that docs/deploy.md names. */
const namespaces = ['envoy-gateway-system', 'ingress-nginx', 'traefik'];

/** Replaces the Ingress by a Gateway: the overlay `gateway`, with its EDIT lines filled in. */
export async function applyGateway(): Promise<void> {
  const replace = (path: string, value: unknown) => stringify([{ op: 'replace', path, value }]);
  const from = '/spec/ingress/0/from/0/namespaceSelector/matchExpressions/0/values';
  const folder = await mkdtemp(join(tmpdir(), 'onsale-overlay-'));
  try {
    const overlay = {
      resources: [relative(folder, join(root, 'deploy/k8s/overlays/gateway'))],
      patches: [
        {
          target: { kind: 'Gateway', name: 'onsale' },
          patch: replace('/spec/gatewayClassName', inject('gatewayClass')),
        },
        { target: { kind: 'NetworkPolicy', name: 'way-in' }, patch: replace(from, namespaces) },
      ],
    };
    await writeFile(join(folder, 'kustomization.yaml'), stringify(overlay));
    await kube(['delete', 'ingress', 'onsale', '--ignore-not-found']);
    await kubectl(['apply', '--kustomize', folder]);
  } finally {
    await rm(folder, { recursive: true });
  }
  await untilSettled(settledWithinMs);
}
