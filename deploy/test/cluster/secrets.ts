import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reachKubernetes } from '@onsale/install';
import pg from 'pg';
import { inject } from 'vitest';
import { applySecrets } from './deploy.js';
import { restartDeployments } from './faults.js';
import { kubeEnvironment } from './kubectl.js';
import { namespace } from './names.js';

/**
 * Does what docs/deploy.md says under "Rotating secrets": deletes files, which are generated again.
 */
export async function rotateSecrets(): Promise<void> {
  const folder = inject('clusterSecrets');
  const names = [
    ...['session-private-key.pem', 'session-public-key.pem', 'webhook-secret', 'operator-token'],
    'orders-password',
  ];
  const { environment, close } = await reachKubernetes({ namespace }, kubeEnvironment(), {
    ...{ access: 'own', signal: new AbortController().signal, tell: () => undefined },
  });
  try {
    for (const name of names) await rm(join(folder, name));
    await applySecrets(folder);
    const client = new pg.Client({ connectionString: environment.ONSALE_ORDERS_DATABASE_URL });
    await client.connect();
    const password = readFileSync(join(folder, 'orders-password'), 'utf8');
    await client.query(`alter role orders password '${password}'`);
    await client.end();
  } finally {
    await close();
  }
  await restartDeployments();
}
