import { accountCreated } from '@onsale/contracts/auth/messages';
import { deadLetterMigrations, migrate } from '@onsale/infra';
import { natsAuthorization } from '@onsale/infra/accounts';
import { createJetStreamBus, type JetStreamBus } from '@onsale/infra/cluster';
import type { NatsAddress } from '@onsale/install';
import { newId, newMessage } from '@onsale/runtime';
import {
  eventually,
  natsServerPath,
  runTool,
  startNats,
  type TestNats,
  testLogger,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditOptions, audit } from '../src/index.js';
import { type Ledger, openLedger, sellABit } from './ledger.js';

let ledger: Ledger;
let urls: Record<string, string>;
beforeAll(async () => {
  ledger = await openLedger();
  await sellABit(ledger);
  const { bus: _, ...services } = ledger.urls;
  urls = services;
  for (const name of ['orders', 'tickets']) {
    const url = urls[name] as string;
    await migrate({ url, directories: [deadLetterMigrations], log: testLogger() });
  }
});
afterAll(() => ledger.stop());

const look = (options: Partial<AuditOptions> = {}) => audit({ urls, patienceMs: 0, ...options });
const checkOf = ({ checks }: Awaited<ReturnType<typeof look>>, name: string) =>
  checks.find(({ check }) => check === name);

describe('the audit of a cluster', () => {
  it('finds the dead letters of each service', async () => {
    expect(checkOf(await look(), 'no dead letters')).toMatchObject({ looked: 2, found: 0 });
    const [id, messageId] = [newId(), newId()];
    await ledger.tickets.query(
      `insert into dead_letter (id, subscription, message_id, body, error, attempts)
       values ($1, 'tickets.order', $2, '{"type":"order.paid"}', 'Error: no room', 6)`,
      [id, messageId],
    );
    const check = checkOf(await look(), 'no dead letters');
    expect(check?.findings.map((one) => one.ids)).toEqual([[id, messageId]]);
    await ledger.tickets.query('delete from dead_letter');
  });

  it('says that it did not query the bus', async () => {
    const report = await look();
    expect(report).toMatchObject({ bus: null, clean: true });
    expect(checkOf(report, 'subscriptions caught up')).toBeUndefined();
  });

  it('exits with 2 and advice when NATS is unreachable or is given without databases', async () => {
    const nats = { ONSALE_NATS_URL: 'nats://127.0.0.1:1' };
    const databases = { ONSALE_ORDERS_DATABASE_URL: urls.orders as string };
    const said = await Promise.all(
      [{ ...nats, ...databases }, nats, { ...databases, ONSALE_NATS_URL: 'me:secret@nats' }].map(
        async (environment) => {
          const { code, out, said } = await runTool('audit', [], environment).ended;
          expect([code, out]).toEqual([2, '']);
          return said.trimEnd();
        },
      ),
    );
    expect(said).toEqual([
      expect.stringMatching(/^NATS \(nats:\/\/127\.0\.0\.1:1\) cannot be reached: .*\.$/),
      expect.stringMatching(/^ONSALE_NATS_URL names the bus of a cluster: name its databases too/),
      expect.stringMatching(/^ONSALE_NATS_URL must be like nats:\/\/host:4222/),
    ]);
  });
});

describe.skipIf(natsServerPath === undefined)('of a cluster whose NATS is given', () => {
  let server: TestNats;
  let nats: NatsAddress;
  let bus: JetStreamBus;
  let goOn: () => void = () => undefined;
  beforeAll(async () => {
    server = await startNats({ settings: natsAuthorization((user) => `"of-${user}"`) });
    const accountOf = (user: string) => ({ user, password: `of-${user}` });
    nats = { servers: [server.url], account: accountOf('audit') };
    bus = await createJetStreamBus({
      ...{ servers: nats.servers, account: accountOf('operator'), service: 'catalog' },
      ...{ database: ledger.orders, log: testLogger() },
    });
    await eventually(() => bus.ping());
  });
  afterAll(async () => {
    goOn();
    await bus.stop();
    await server.stop();
  });

  const say = async (count: number) => {
    const messages = Array.from({ length: count }, () => {
      const accountId = newId();
      const data = { accountId, version: 1, name: 'Ann', email: 'ann@example.org' };
      return newMessage(accountCreated, { subject: accountId, time: new Date(), data });
    });
    await bus.publish(messages);
  };

  it('finds a stuck subscription until it has caught up', async () => {
    const heard: string[] = [];
    let gate = Promise.resolve();
    await bus.subscribe({
      name: 'catalog.account',
      types: [accountCreated.type],
      async handle(messages) {
        await gate;
        heard.push(...messages.map(({ id }) => id));
      },
    });
    await say(2);
    await eventually(() => expect(heard).toHaveLength(2));
    await eventually(async () => {
      expect(checkOf(await look({ nats }), 'subscriptions caught up')).toMatchObject({
        ...{ looked: 1, found: 0 },
      });
    });

    gate = new Promise((resolve) => {
      goOn = resolve;
    });
    await say(3);
    await eventually(async () => {
      const report = await look({ nats, patienceMs: 200 });
      expect(report).toMatchObject({ bus: 'nats', clean: false });
      expect(checkOf(report, 'subscriptions caught up')?.findings[0]?.text).toMatch(
        /^Subscription catalog_account@account_created is 3 messages behind, the oldest waits for \d+ s\.$/,
      );
    });

    let went = false;
    const patient = look({
      ...{ nats, patienceMs: 30_000 },
      tell(step) {
        if (!step.startsWith('Looking again')) return;
        went = true;
        goOn();
      },
    });
    expect(await patient).toMatchObject({ clean: true });
    expect(went).toBe(true);
  });

  it('says when the NATS is another one or refuses the account', async () => {
    await expect(look({ nats: { servers: [server.url] } })).rejects.toThrow(
      /^NATS \(.*\) cannot be reached: .*authorization/i,
    );
    const empty = await startNats();
    try {
      await expect(look({ nats: { servers: [empty.url] } })).rejects.toThrow(
        /does not report the stream ONSALE: stream not found\./,
      );
    } finally {
      await empty.stop();
    }
  });
});
