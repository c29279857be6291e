import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { kubectl } from './kubectl.js';
import { root } from './names.js';

/**
 * Applies an overlay of an operator's own: one of ours, with changes.
 * @param changes fields of its kustomization.yaml
 * @param files beside it, by name
 */
export async function applyChanged(
  overlay: 'local' | 'gateway',
  changes: object,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-overlay-'));
  const resources = [relative(folder, join(root, 'deploy/k8s/overlays', overlay))];
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'kustomization.yaml'), stringify({ resources, ...changes }));
    await kubectl(['apply', '--kustomize', folder]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
