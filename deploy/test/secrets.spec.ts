import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '@onsale/install';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { programs } from './programs.js';
import { environmentOf, ofKind, overlays, rendered, workloadsOf } from './rendered.js';
import { type Manifest, schemaErrors } from './schemas.js';
import { settingsByService } from './settings.js';

describe.skipIf(!programs.kubectl)('the Secrets that secrets.sh makes', () => {
  let folder: string;
  let secrets: Manifest[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'onsale-secrets-'));
    const script = fileURLToPath(new URL('../secrets.sh', import.meta.url));
    const text = execFileSync(script, ['kubernetes'], {
      encoding: 'utf8',
      env: { ...process.env, ONSALE_SECRETS: folder },
    });
    secrets = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const secretValue = (name: string, key: string) => {
    const secret = secrets.find(({ metadata }) => metadata.name === name);
    return Buffer.from(secret?.data[key] ?? '', 'base64').toString();
  };

  it('are Secrets of the namespace', async () => {
    for (const secret of secrets) {
      expect(await schemaErrors(secret)).toEqual([]);
      expect(secret.metadata.namespace).toBe('onsale');
    }
  });

  it('read the databases of all services with a role of its own', () => {
    const urls = serviceNames.map((name) => new URL(secretValue('database-reader', `${name}-url`)));
    const password = secretValue('database-reader', 'password');
    expect(urls.map(({ username, pathname }) => [username, pathname])).toEqual(
      serviceNames.map((name) => ['reader', `/${name}`]),
    );
    expect(new Set(urls.map((url) => url.password))).toEqual(new Set([password]));
    expect(password).not.toBe('');
  });

  it.each(overlays)('are all that %s requires, each with a valid value', (overlay) => {
    const manifests = rendered(overlay);
    for (const workload of workloadsOf(manifests)) {
      const wanted = Object.entries(environmentOf(workload, manifests).secrets);
      for (const [variable, { name, key }] of wanted) {
        const value = secretValue(name, key);
        expect(value, `${name}/${key}`).not.toBe('');
        const setting = settingsByService[workload.metadata.name]?.get(variable);
        expect(() => setting?.parse(value), variable).not.toThrow();
      }
    }
    for (const { spec } of ofKind(manifests, 'Ingress')) {
      expect(secretValue(spec.tls[0].secretName, 'tls.crt')).toContain('BEGIN CERTIFICATE');
    }
  });
});
