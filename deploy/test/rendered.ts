import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { programs } from './programs.js';
import type { Manifest } from './schemas.js';

/**
 * The overlays for which the rules hold. `dev` is `local`, changed so that Skaffold can follow
 * changes.
 */
export const overlays = ['local', 'gateway', 'tls', 'gke', 'gke-images'] as const;
export type Overlay = (typeof overlays)[number] | 'dev';

const cache = new Map<Overlay, readonly Manifest[]>();

/** What kustomize makes of an overlay. */
export function rendered(overlay: Overlay): readonly Manifest[] {
  const known = cache.get(overlay);
  if (known) return known;
  const folder = fileURLToPath(new URL(`../k8s/overlays/${overlay}`, import.meta.url));
  const text = execFileSync(programs.kubectl as string, ['kustomize', folder], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const manifests = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  cache.set(overlay, manifests);
  return manifests;
}

export const ofKind = (manifests: readonly Manifest[], ...kinds: string[]): Manifest[] =>
  manifests.filter(({ kind }) => kinds.includes(kind));

/** Deployments and StatefulSets: what becomes pods. */
export const workloadsOf = (manifests: readonly Manifest[]): Manifest[] =>
  ofKind(manifests, 'Deployment', 'StatefulSet');

/** The environment of a workload's container: plain values, and for secrets where they come from. */
export function environmentOf(workload: Manifest, manifests: readonly Manifest[]) {
  const [container] = workload.spec.template.spec.containers;
  const values: Record<string, string> = {};
  const secrets: Record<string, { name: string; key: string }> = {};
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = manifests.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef.name,
    );
    if (!map) throw new Error(`${workload.metadata.name}: no ConfigMap ${configMapRef.name}`);
    Object.assign(values, map.data);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom?.secretKeyRef) secrets[name] = valueFrom.secretKeyRef;
    else if (value !== undefined) values[name] = value;
  }
  return { values, secrets };
}
