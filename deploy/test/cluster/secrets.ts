import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { openBooks } from './books.js';
import { applySecrets } from './deploy.js';
import { restartDeployments } from './faults.js';

/** As docs/deploy.md says under "Rotating secrets": the files go, and come back as others. */
export async function rotateSecrets(): Promise<void> {
  const folder = inject('clusterSecrets');
  const names = [
    ...['session-private-key.pem', 'session-public-key.pem', 'webhook-secret', 'operator-token'],
    'orders-password',
  ];
  const books = await openBooks();
  try {
    for (const name of names) await rm(join(folder, name));
    await applySecrets(folder);
    const client = new pg.Client({ connectionString: books.urls.orders as string });
    await client.connect();
    const password = readFileSync(join(folder, 'orders-password'), 'utf8');
    await client.query(`alter role orders password '${password}'`);
    await client.end();
  } finally {
    books.close();
  }
  await restartDeployments();
}
