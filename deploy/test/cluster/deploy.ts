import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { kubectl, kubeEnvironment } from './kubectl.js';
import { namespace, root } from './names.js';
import { deleteNamespace, untilSettled } from './pods.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with what `deploy/secrets.sh` has made for the cluster. */
    clusterSecrets: string;
    /** A GatewayClass of the cluster; empty: it has none. */
    gatewayClass: string;
  }
}

/** A label of the namespace: these tests have made it, and may delete it. */
const mark = 'onsale-tests=disposable';
const readyWithinMs = 300_000;
const folder = join(root, '.onsale/test-cluster');
const secrets = join(folder, 'secrets');

/**
 * Vitest's `globalSetup`: deploys the product into an empty namespace, with the commands of
 * docs/deploy.md. With ONSALE_TEST_CLUSTER_AGAIN the one of the previous run is used as it is.
 */
export default async function deployFromZero(project: TestProject): Promise<void> {
  // Read when the process of the tests starts: it trusts the certificate of the site.
  project.config.env = { ...project.config.env, NODE_EXTRA_CA_CERTS: join(secrets, 'tls.crt') };
  project.provide('clusterSecrets', secrets);
  project.provide('gatewayClass', await gatewayClass());
  await assertDisposable();
  if (process.env.ONSALE_TEST_CLUSTER_AGAIN) return;
  await deleteNamespace();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await kubectl(['apply', '--filename', join(root, 'deploy/k8s/base/namespace.yaml')]);
  await kubectl(['label', 'namespace', namespace, mark]);
  await applySecrets(secrets);
  await kubectl(['apply', '--kustomize', join(root, 'deploy/k8s/overlays/local')]);
  await untilSettled(readyWithinMs);
}

/** As docs/deploy.md: `deploy/secrets.sh kubernetes | kubectl apply --filename -`. */
export async function applySecrets(secretsFolder: string): Promise<void> {
  const { stdout } = await promisify(execFile)(join(root, 'deploy/secrets.sh'), ['kubernetes'], {
    env: { ...kubeEnvironment(), ONSALE_SECRETS: secretsFolder },
    timeout: 60_000,
  });
  await kubectl(['apply', '--filename', '-'], { input: stdout });
}

/** @throws Error when there is a namespace that these tests have not made */
async function assertDisposable(): Promise<void> {
  const there = await kubectl([
    'get',
    'namespace',
    namespace,
    '--ignore-not-found',
    '--output=name',
  ]);
  if (there === '') return;
  const ours = await kubectl(['get', 'namespace', '--selector', mark, '--output=name']);
  if (ours.includes(there.trim())) return;
  throw new Error(
    `The cluster of ONSALE_TEST_KUBECONFIG has a namespace ${namespace} that these tests have not made, and they would delete it. Name a cluster that nobody needs, or delete the namespace first.`,
  );
}

async function gatewayClass(): Promise<string> {
  const path = 'jsonpath={.items[0].metadata.name}';
  return kubectl(['get', 'gatewayclasses', `--output=${path}`]).catch(() => '');
}
