import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { serviceNames } from '@onsale/install';
import { hasRedis, startRedis, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { askRedis } from './ask-redis.js';
import { programs } from './programs.js';
import { environmentOf, ofKind, overlays, rendered, workloadsOf } from './rendered.js';
import { type Manifest, schemaErrors } from './schemas.js';
import { settingsByService } from './settings.js';

const script = fileURLToPath(new URL('../secrets.sh', import.meta.url));

const run = (form: string, environment: Record<string, string>) =>
  execFileSync(script, [form], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });

describe.skipIf(!programs.kubectl)('the Secrets that secrets.sh makes', () => {
  let folder: string;
  let secrets: Manifest[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'onsale-secrets-'));
    const text = run('kubernetes', { ONSALE_SECRETS: folder });
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

  it('name the role of each database, as CloudNativePG reads it', () => {
    for (const service of Object.keys(settingsByService)) {
      expect(secretValue(`database-${service}`, 'username')).toBe(service);
      expect(secretValue(`database-${service}`, 'url')).toContain(
        `//${service}:${secretValue(`database-${service}`, 'password')}@`,
      );
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
    for (const workload of workloadsOf(manifests)) {
      for (const { secret } of workload.spec.template.spec.volumes ?? []) {
        if (secret) expect(secretValue(secret.secretName, 'ca.crt')).toContain('BEGIN CERTIFICATE');
      }
    }
    for (const { spec } of ofKind(manifests, 'Ingress')) {
      expect(secretValue(spec.tls[0].secretName, 'tls.crt')).toContain('BEGIN CERTIFICATE');
    }
  });
});

it.each([
  [{}, 'redis', '//tickets:'],
  [{ REDIS_HOST: '10.20.0.4' }, '10.20.0.4', '//:'],
  [{ REDIS_HOST: '10.20.0.4', REDIS_ACCOUNTS: '1' }, '10.20.0.4', '//tickets:'],
])(
  'the address of Redis names the account, where it has any: %o',
  async (environment, host, login) => {
    const folder = await testFolder('secrets');
    run('compose', { ONSALE_SECRETS: folder, ...environment });
    const { ONSALE_REDIS_URL } = parseEnv(readFileSync(join(folder, 'tickets.env'), 'utf8'));
    rmSync(folder, { recursive: true });
    expect(ONSALE_REDIS_URL).toContain(login);
    expect(ONSALE_REDIS_URL).toContain(`@${host}:6379`);
  },
);

it('no two passwords and keys are the same, within an install or of two', async () => {
  const folders = [await testFolder('secrets'), await testFolder('secrets')];
  for (const folder of folders) run('compose', { ONSALE_SECRETS: folder });
  const made = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /-(password|token|secret|check-key|private-key\.pem)$/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  for (const folder of folders) rmSync(folder, { recursive: true });
  expect(made.length).toBeGreaterThan(60);
  expect(new Set(made).size).toBe(made.length);
});

describe.skipIf(!hasRedis)('the accounts that secrets.sh gives to a Redis that runs', () => {
  it('are taken beside its one password, which stays', async () => {
    const folder = await testFolder('secrets');
    const environment = { ONSALE_SECRETS: folder };
    const redis = await startRedis({ password: 'as-before' });
    try {
      run('compose', environment);
      const commands = run('redis-accounts', environment).trim().split('\n');
      expect(commands.length).toBeGreaterThan(6);
      for (const command of commands) expect(await redis.send(...command.split(' '))).toBe('+OK');
      const port = Number(new URL(redis.url).port);
      const password = readFileSync(join(folder, 'redis-orders-password'), 'utf8');
      expect(await askRedis(port, `AUTH orders ${password}\r\nPING`)).toContain('+PONG');
      expect(await askRedis(port, 'AUTH as-before\r\nPING')).toContain('+PONG');
    } finally {
      await redis.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
