import { readFileSync } from 'node:fs';

/** The release of this checkout: `version` in the package.json of its root. */
export const release: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;

/** Where the release is written down, from the root of the repository. Tests find places that are missing. */
export const releasePlaces = [
  'deploy/Dockerfile',
  'deploy/compose.yaml',
  ...['auth', 'catalog', 'expiration', 'orders', 'payments', 'tickets'].map(
    (service) => `deploy/k8s/base/services/${service}.yaml`,
  ),
  'deploy/k8s/base/web.yaml',
  'docs/deploy.md',
  'packages/runtime/src/version.ts',
];

/** `text` with this release in the tag of every image of ours and in every other mention. */
export function withRelease(text: string, version: string = release): string {
  return text
    .replaceAll(/(\bonsale\/(?:\w+|\$service|\{[\w,]+\})):[\w.-]+/g, `$1:${version}`)
    .replaceAll(/^(ARG VERSION=|export const version = ')[\w.-]+/gm, `$1${version}`);
}
