import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with what `deploy/secrets.sh compose` has made. */
    composeSecrets: string;
  }
}

/** Vitest's `globalSetup`: the secrets of an install that is started with Compose. */
export default async function makeSecrets(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-compose-'));
  execFileSync(fileURLToPath(new URL('../secrets.sh', import.meta.url)), ['compose'], {
    env: { ...process.env, ONSALE_SECRETS: folder },
    stdio: 'ignore',
  });
  project.provide('composeSecrets', folder);
  // Read when the process of the tests starts: it trusts the certificate of the site.
  project.config.env = { ...project.config.env, NODE_EXTRA_CA_CERTS: join(folder, 'tls.crt') };
  return () => rm(folder, { recursive: true });
}
