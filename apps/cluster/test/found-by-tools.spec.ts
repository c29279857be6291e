import { rm } from 'node:fs/promises';
import { loadSecrets } from '@onsale/embedded/secrets';
import { createDatabase } from '@onsale/infra';
import { openInstall } from '@onsale/install';
import { pickFreePort, testFolder, testLogger } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolders } from '../src/folders.js';
import type { Part } from '../src/part.js';
import { natsParts } from '../src/parts/nats.js';
import { databaseUrl, postgresPart } from '../src/parts/postgres.js';
import { services } from '../src/settings.js';

const names = services.map(({ name }) => name);

/** The role of a connection. */
async function userOf(url: string): Promise<string> {
  const database = createDatabase({
    ...{ url, name: 'test', maxConnections: 1, statementTimeoutMs: 10_000, log: testLogger() },
  });
  try {
    const rows = await database.query<{ user: string }>('select current_user as user');
    return rows[0]?.user ?? '';
  } finally {
    await database.close();
  }
}

describe('the data folder of a cluster, to the tools', () => {
  let data: string;
  let port: number;
  let postgres: Part;
  let passwords: Readonly<Record<string, string>>;
  const natsPorts = [1, 2, 3].map((at) => ({
    clients: 4_000 + at,
    routes: 5_000 + at,
    monitor: 6_000 + at,
  }));

  beforeAll(async () => {
    data = await testFolder('found');
    const folders = await makeFolders(data);
    const kept = names.map((name) => `${name}DatabasePassword` as const);
    passwords = await loadSecrets(data, ['natsToken', 'auditNatsPassword', ...kept]);
    port = await pickFreePort();
    natsParts({
      ...{ program: 'nats-server', ports: natsPorts, folders, environment: {} },
      ...{ authorization: '', routesPassword: 'r' },
    });
    const databases = names.map((service) => ({
      service,
      password: passwords[`${service}DatabasePassword`] as string,
    }));
    postgres = postgresPart({ port, databases, folders, settings: { fsync: 'off' } });
    await postgres.start(AbortSignal.timeout(180_000));
  });
  afterAll(async () => {
    await postgres?.stop();
    await rm(data, { recursive: true, force: true });
  });

  const open = (access: 'read' | 'own') =>
    openInstall(
      { data },
      {},
      { access, tell: () => undefined, signal: AbortSignal.timeout(180_000) },
    );

  it('names six databases to read, and the bus', async () => {
    const install = await open('read');
    expect(Object.keys(install.urls).sort()).toEqual([...names].sort());
    expect(await userOf(install.urls.orders as string)).toBe('reader');
    expect(install.nats).toEqual({
      servers: natsPorts.map(({ clients }) => `nats://127.0.0.1:${clients}`),
      account: { user: 'audit', password: passwords.auditNatsPassword },
      token: passwords.natsToken,
    });
    await install.close();
  });

  it('gives a tool that writes the roles of the services, whose passwords stay as they were', async () => {
    const install = await open('own');
    for (const service of names) {
      const password = passwords[`${service}DatabasePassword`] as string;
      expect(await userOf(install.urls[service] as string)).toBe(service);
      expect(await userOf(databaseUrl(port, { service, password }))).toBe(service);
    }
    await install.close();
  });
});
