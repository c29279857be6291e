import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { natsUsers, redisAccounts } from '@onsale/infra/accounts';
import {
  findProgram,
  hasOpenssl,
  hasRedis,
  pickFreePort,
  startRedis,
  testFolder,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allows } from './network.js';
import { programs } from './programs.js';
import { environmentOf, rendered, workloadsOf } from './rendered.js';
import { settingsByService } from './settings.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const shipped = (name: string) => readFileSync(path(`k8s/components/${name}`), 'utf8');

describe.runIf(hasOpenssl)('TLS to the stores', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync(findProgram('openssl') as string, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  /** A shipped configuration with the paths of this test in place of a pod's. */
  const here = (text: string, store: string) =>
    text
      .replaceAll('/etc/tls/tls', file(`tls-${store}`))
      .replaceAll('/etc/tls/ca.crt', file('stores-ca.crt'));

  beforeAll(async () => {
    folder = await testFolder('stores-tls');
    execFileSync(path('secrets.sh'), ['compose'], {
      env: { ...process.env, ONSALE_SECRETS: folder, STORES_TLS: '1' },
      stdio: 'ignore',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const verify = (name: string, certificate: string) =>
    openssl(
      ...['verify', '-CAfile', file('stores-ca.crt'), '-purpose', 'sslserver'],
      ...['-verify_hostname', name, certificate],
    );

  it.each([
    ['postgres', 'postgres'],
    ['redis', 'redis'],
    ['nats', 'nats-0.nats'],
    ['nats', 'nats-2.nats'],
  ])('has a certificate for %s as the services call it, %s', (store, name) => {
    expect(verify(name, file(`tls-${store}.crt`))).toContain('OK');
    expect(() => verify('example.org', file(`tls-${store}.crt`))).toThrow('hostname mismatch');
  });

  it('has an authority that can vouch for no other name', () => {
    openssl(
      ...['req', '-x509', '-key', file('tls-redis.key'), '-subj', '/CN=example.org'],
      ...['-CA', file('stores-ca.crt'), '-CAkey', file('stores-ca.key'), '-days', '1'],
      ...['-addext', 'subjectAltName=DNS:example.org', '-out', file('other.crt')],
    );
    expect(() => verify('example.org', file('other.crt'))).toThrow('permitted subtree violation');
  });

  it('is asked for by the addresses of databases and Redis', () => {
    for (const service of Object.keys(settingsByService)) {
      const given = parseEnv(readFileSync(file(`${service}.env`), 'utf8'));
      const database = given[`ONSALE_${service.toUpperCase()}_DATABASE_URL`];
      expect(database).toMatch(/@postgres:5432\/\w+\?sslmode=verify-full$/);
      expect(given.ONSALE_REDIS_URL).toMatch(/^rediss:\/\/\w+:\w+@redis:6380$/);
    }
  });

  it.skipIf(!programs.nats)('is valid for nats-server, between the servers too', () => {
    for (const name of [
      'nats/nats.conf',
      'nats/accounts.conf',
      'nats/refused.conf',
      'tls/cluster-tls.conf',
      'tls/with-tls.conf',
    ]) {
      writeFileSync(file(name.split('/')[1] ?? ''), here(shipped(name), 'nats'));
    }
    const passwords = [...natsUsers, 'route'].map((user) => [
      `NATS_${user.toUpperCase()}_PASSWORD`,
      `n${user}`,
    ]);
    const routes = [1, 2, 3].map((n) => [
      `NATS_ROUTE_${n}`,
      `nats://route:nroute@nats-${n - 1}.nats:6222`,
    ]);
    expect(() =>
      execFileSync(programs.nats as string, ['-t', '-c', 'with-tls.conf'], {
        cwd: folder,
        env: { POD_NAME: 'nats-0', ...Object.fromEntries([...passwords, ...routes]) },
        stdio: 'ignore',
      }),
    ).not.toThrow();
  });

  it.skipIf(!hasRedis)('is what redis-server speaks at its port for it', async () => {
    chmodSync(file('tls-redis.key'), 0o600);
    const port = await pickFreePort();
    const redis = await startRedis({
      password: 'secret',
      settings:
        redisAccounts(() => 'secret') +
        here(shipped('tls/tls.conf'), 'redis').replace('6380', String(port)),
    });
    const ca = readFileSync(file('stores-ca.crt'));
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'redis' });
    try {
      socket.setEncoding('utf8').write('AUTH orders secret\r\nPING\r\nQUIT\r\n');
      expect((await socket.toArray()).join('')).toContain('+PONG');
    } finally {
      socket.destroy();
      await redis.stop();
    }
  });

  it.skipIf(!programs.kubectl)('leaves services no way around it in Kubernetes', () => {
    const manifests = rendered('tls');
    const workload = (name: string) => {
      const found = workloadsOf(manifests).find(({ metadata }) => metadata.name === name);
      if (!found) throw new Error(`There is no ${name}.`);
      return found;
    };
    const pod = (name: string) => ({ labels: workload(name).spec.template.metadata.labels });
    for (const service of Object.keys(settingsByService)) {
      const { values } = environmentOf(workload(service), manifests);
      expect(values.ONSALE_NATS_URL?.split(',').every((url) => url.startsWith('tls://'))).toBe(
        true,
      );
      expect(values.NODE_EXTRA_CA_CERTS).toBe('/etc/stores/ca.crt');
      expect(allows(manifests, pod(service), pod('redis'), 6380), service).toBe(true);
      expect(allows(manifests, pod(service), pod('redis'), 6379), service).toBe(false);
    }
    const [{ args }] = workload('postgres').spec.template.spec.containers;
    expect(args).toContain('ssl=on');
  });
});
