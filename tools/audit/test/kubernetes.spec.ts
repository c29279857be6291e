import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountCreated } from '@onsale/contracts/auth/messages';
import { createDatabase } from '@onsale/infra';
import { natsAuthorization } from '@onsale/infra/accounts';
import { createJetStreamBus } from '@onsale/infra/cluster';
import { reachKubernetes, serviceNames } from '@onsale/install';
import { newId, newMessage } from '@onsale/runtime';
import {
  eventually,
  hasOpenssl,
  natsServerPath,
  runTool,
  startNats,
  type TestCertificate,
  type TestKubectl,
  type TestKubernetes,
  type TestNats,
  testCertificate,
  testFolder,
  testKubectl,
  testLogger,
  testSecret,
} from '@onsale/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditReport } from '../src/index.js';
import { type Ledger, openLedger, sellABit } from './ledger.js';

const passwordOf = (user: string) => `n-password-of-${user}`;
const settings = natsAuthorization((user) => `"${passwordOf(user)}"`);
let ledger: Ledger;
let kubectl: TestKubectl;
let nats: TestNats | undefined;
let shop: TestKubernetes;

beforeAll(async () => {
  ledger = await openLedger();
  await sellABit(ledger);
  nats = natsServerPath === undefined ? undefined : await startNats({ settings });
  if (nats) await sayOnce(nats);
  const { port } = new URL(ledger.urls.orders as string);
  // Three of the services have databases in this test, and each other one the same as payments.
  const urls = serviceNames.map((name) => [
    name,
    inCluster(ledger.urls[name] ?? ledger.urls.payments),
  ]);
  const reader = Object.fromEntries(urls.map(([name, url]) => [`${name}-url`, url]));
  shop = {
    namespaces: [{ metadata: { name: 'onsale' } }],
    secrets: {
      onsale: [
        testSecret('database-reader', { password: 'x', ...reader }),
        testSecret('nats-audit', { password: passwordOf('audit') }),
        ...urls.map(([name, url]) => testSecret(`database-${name}`, { url: url as string })),
      ],
    },
    services: {
      onsale: {
        'postgres:5432': Number(port),
        ...(nats ? { 'nats:4222': Number(new URL(nats.url).port) } : {}),
      },
    },
  };
  kubectl = await testKubectl(shop);
});
beforeEach(() => kubectl.set(shop));
afterAll(async () => {
  await kubectl?.remove();
  await nats?.stop();
  await ledger?.stop();
});

/** The same database, as a Secret of the namespace names it. */
function inCluster(url = ''): string {
  const inside = new URL(url);
  inside.hostname = 'postgres';
  inside.port = '5432';
  return inside.href;
}

/** The stream and a message in it. */
async function sayOnce({ url }: TestNats): Promise<void> {
  const connect = (service: string) =>
    createJetStreamBus({
      ...{ servers: [url], service, account: { user: service, password: passwordOf(service) } },
      ...{ database: ledger.orders, log: testLogger() },
    });
  const [bus, maker] = [await connect('auth'), await connect('expiration')];
  await eventually(() => bus.ping());
  await maker.stop();
  const accountId = newId();
  const data = { accountId, version: 1, name: 'Ann', email: 'ann@example.org' };
  await bus.publish([newMessage(accountCreated, { subject: accountId, time: new Date(), data })]);
  await bus.stop();
}

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  runTool('audit', ['--kubernetes', 'onsale', ...args], { ...kubectl.environment, ...environment });

describe('the audit of a namespace of Kubernetes', () => {
  it('reads every database as the reader, and the bus, through kubectl, which ends with it', async () => {
    const { code, out } = await run(['--patience', '0', '--json', '--context', 'home']).ended;
    expect(code).toBe(0);
    const report = JSON.parse(out) as AuditReport;
    expect(report).toMatchObject({
      ...{ clean: true, atRest: false, databases: serviceNames, bus: nats ? 'nats' : null },
    });
    const lines = (await kubectl.calls()).map(({ line }) => line);
    expect(lines.every((line) => line.startsWith('--namespace onsale --context home '))).toBe(true);
    const asked = lines.filter((line) => line.includes('get secrets'));
    expect(asked).toEqual([
      expect.stringContaining('get secrets database-reader nats-audit stores-ca --ignore'),
    ]);
    // One way for all databases of one server.
    expect(lines.filter((line) => line.includes('service/postgres'))).toHaveLength(1);
    await eventually(async () => expect(await kubectl.forwarding()).toEqual([]));
  });

  it.runIf(natsServerPath !== undefined && hasOpenssl)(
    'verifies a NATS with TLS by the authority of the install and the name of the Service',
    async () => {
      const folder = await testFolder('audit-tls');
      const [own, other] = [
        await testCertificate(['DNS:nats']),
        await testCertificate(['DNS:nats']),
      ];
      const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
      await writeFile(cert, own.cert);
      await writeFile(key, own.key);
      const auditBy = async ({ ca }: TestCertificate) => {
        const authority = testSecret('stores-ca', { 'ca.crt': ca });
        const secrets = { onsale: [...(shop.secrets?.onsale ?? []), authority] };
        await kubectl.set({ ...shop, secrets });
        return run(['--patience', '0', '--json']).ended;
      };
      try {
        await nats?.askFor({
          settings: `${settings}\ntls { cert_file: "${cert}", key_file: "${key}" }`,
        });
        await nats?.restart();
        const { code, out, said } = await auditBy(own);
        expect(code, said).toBe(0);
        expect(JSON.parse(out)).toMatchObject({ bus: 'nats' });
        expect(await auditBy(other)).toMatchObject({
          ...{ code: 2, said: expect.stringMatching(/^NATS .* cannot be reached: /m) },
        });
      } finally {
        await nats?.askFor({ settings });
        await nats?.restart();
        await rm(folder, { recursive: true });
      }
    },
  );

  it('leaves no kubectl behind when it is interrupted, is killed or fails', async () => {
    const ticketId = await ledger.issue(await ledger.putOnSale(1), { orderId: newId(), place: 0 });
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      const { child, says, ended } = run(['--patience', '3600']);
      await says(/Looking again at what may be on its way …/);
      expect((await kubectl.forwarding()).length).toBeGreaterThan(0);
      child.kill(signal);
      expect(await ended).toMatchObject({ code, out: '' });
      await eventually(async () => expect(await kubectl.forwarding()).toEqual([]));
    }
    await ledger.tickets.query('delete from ticket where id = $1', [ticketId]);

    expect((await run(['--event', newId()]).ended).code).toBe(2);
    await eventually(async () => expect(await kubectl.forwarding()).toEqual([]));
  });

  it('takes addresses from the environment in the place of those of the Secrets', async () => {
    await kubectl.set({ ...shop, secrets: {}, services: {} });
    const environment = Object.fromEntries(
      serviceNames.map((name) => [
        `ONSALE_${name.toUpperCase()}_DATABASE_URL`,
        ledger.urls[name] ?? (ledger.urls.payments as string),
      ]),
    );
    const { code, out } = await run(['--patience', '0', '--json'], environment).ended;
    expect([code, (JSON.parse(out) as AuditReport).databases]).toEqual([0, serviceNames]);
  });
});

describe('the audit of Kubernetes exits with 2 and one line of advice', () => {
  const { metadata } = { metadata: { name: 'onsale' } };
  it.each<[string, Partial<TestKubernetes>, RegExp]>([
    [
      'there is no such namespace',
      { namespaces: [] },
      /^There is no namespace "onsale" in this cl/,
    ],
    [
      'it may not read the Secrets',
      { denied: ['get namespaces', 'get secrets'] },
      /^The cluster does not allow it: secrets is forbidden: .*docs\/audit\.md/,
    ],
    [
      'the install is older than the reader',
      { secrets: {} },
      /no Secret database-reader .*docs\/deploy\.md, "The secrets"/,
    ],
    [
      'the namespace has no such Service',
      { services: { onsale: {} } },
      /^No pod of the Service postgres runs in the namespace onsale .*: ONSALE_ORDERS_DATABASE_URL, /,
    ],
    [
      'no pod of the Service runs',
      { services: { onsale: { 'postgres:5432': null } } },
      /^No pod of the Service postgres runs/,
    ],
    [
      'it may not forward',
      { denied: ['port-forward service/postgres'] },
      /^The cluster does not allow it: /,
    ],
    [
      'no cluster answers',
      { refused: 'The connection to the server 127.0.0.1:6443 was refused - did you …?' },
      /^kubectl reaches no cluster: .*KUBECONFIG or --context\.$/,
    ],
  ])('when %s', async (_what, change, words) => {
    await kubectl.set({ ...shop, namespaces: [{ metadata }], ...change });
    const { code, out, said } = await run([]).ended;
    expect([code, out]).toEqual([2, '']);
    expect(said.trimEnd()).toMatch(words);
    expect(said).not.toContain('secret@');
    await eventually(async () => expect(await kubectl.forwarding()).toEqual([]));
  });

  it('when there is no kubectl', async () => {
    const { code, said } = await run([], { PATH: '/nowhere' }).ended;
    expect([code, said]).toEqual([
      2,
      expect.stringMatching(/^There is no kubectl on this machine\./),
    ]);
  });
});

describe('the way to a store in Kubernetes', () => {
  it('is opened again on the same port when it breaks', async () => {
    const told: string[] = [];
    const stop = new AbortController();
    const environment = { ...process.env, ...kubectl.environment };
    const reached = await reachKubernetes({ namespace: 'onsale' }, environment, {
      ...{ access: 'read', tell: (step) => told.push(step), signal: stop.signal },
    });
    const url = reached.environment.ONSALE_ORDERS_DATABASE_URL as string;
    const database = createDatabase({
      ...{ url, name: 'test', maxConnections: 1, statementTimeoutMs: 60_000, log: testLogger() },
    });
    try {
      await database.query('select 1');
      const before = await kubectl.forwarding();
      for (const pid of before) process.kill(pid, 'SIGKILL');
      // For the next use, and also while nobody uses it.
      await reached.ready();
      await database.query('select 1');
      const after = await kubectl.forwarding();
      expect(after).toHaveLength(before.length);
      expect(after.filter((pid) => before.includes(pid))).toEqual([]);
      expect(told.join()).toContain('The connection to postgres broke');

      for (const pid of after) process.kill(pid, 'SIGKILL');
      await eventually(async () => expect(await kubectl.forwarding()).toHaveLength(before.length));
      await reached.ready();
      await database.query('select 1');
    } finally {
      await database.close();
      await reached.close();
    }
    await eventually(async () => expect(await kubectl.forwarding()).toEqual([]));
  });

  it('is taken by republish with the role of the service itself', async () => {
    const args = ['--service', 'orders', '--since', new Date(Date.now() - 3_600_000).toISOString()];
    const { code, out, said } = await runTool(
      'republish',
      [...args, '--dry-run', '--kubernetes', 'onsale'],
      kubectl.environment,
    ).ended;
    expect([said, code]).toEqual(['', 0]);
    expect(out).toMatch(/^orders: /);
    const asked = (await kubectl.calls()).findLast(({ line }) => line.includes('get secrets'));
    expect(asked?.line).toContain('database-orders');
    expect(asked?.line).not.toContain('database-reader');
  });
});
