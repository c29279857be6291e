import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Person } from '@onsale/embedded/test/install';
import { describePurchase } from '@onsale/embedded/test/purchase';
import { startTraceReceiver } from '@onsale/embedded/test/trace-receiver';
import { eventually, isGone } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../src/cluster.js';
import { type SecureClient, secureClient } from './secure-call.js';
import { hasPrograms, startTestCluster, startTimeoutMs } from './test-cluster.js';

describe.runIf(hasPrograms)('a cluster', () => {
  let cluster: Cluster;
  let stop: () => Promise<void>;
  let receiver: Awaited<ReturnType<typeof startTraceReceiver>>;
  let site: SecureClient;
  let organiser: Person;
  let sale: Awaited<ReturnType<Person['putOnSale']>>;

  beforeAll(async () => {
    receiver = await startTraceReceiver();
    ({ cluster, stop } = await startTestCluster(
      { cuttable: true },
      { ONSALE_TRACES_URL: receiver.url },
    ));
    site = secureClient(cluster.url, cluster.caFile);
    organiser = await Person.signUp(cluster.internalUrl, 'Organiser');
    sale = await organiser.putOnSale({ capacity: 100_000 });
  }, startTimeoutMs);
  afterAll(async () => {
    site?.close();
    await stop?.();
    await receiver?.stop();
  });

  const partOf = (name: string) => cluster.parts().find((part) => part.name === name);
  const environmentOf = (name: string) =>
    readFileSync(`/proc/${partOf(name)?.pid}/environ`, 'utf8').split('\0');

  it('runs two instances of each service and of the pages, three NATS servers, Redis and PostgreSQL', () => {
    expect(countGroups()).toEqual({
      postgres: 1,
      nats: 3,
      redis: 1,
      nginx: 1,
      'bus-line': 6, // to be cut
      ...{ orders: 2, tickets: 2, payments: 2, expiration: 2, catalog: 2, auth: 2, web: 2 },
    });
    expect(cluster.parts().every(({ state, pid }) => state === 'up' && pid)).toBe(true);
  });

  const countGroups = () => {
    const counts: Record<string, number> = {};
    for (const { group } of cluster.parts()) counts[group] = (counts[group] ?? 0) + 1;
    return counts;
  };

  it('sells through TLS, to the tickets, and the purchase is one trace through all processes', async () => {
    const email = `${crypto.randomUUID()}@example.org`;
    const account = { email, name: 'Buyer', password: 'correct horse battery' };
    const signedUp = await site.call('POST', '/api/users/signup', { body: account });
    expect(signedUp.status).toBe(201);
    const [set = ''] = signedUp.headers['set-cookie'] as string[];
    expect(set).toContain('; Secure');
    const headers = {
      cookie: set.split(';')[0] ?? '',
      origin: cluster.url,
      'idempotency-key': crypto.randomUUID(),
    };
    const lines = [{ ticketTypeId: sale.ticketType.id, quantity: 2 }];
    const order = await site.call('POST', '/api/orders', {
      headers,
      body: { eventId: sale.event.id, lines },
    });
    expect(order.status).toBe(201);
    const card = { number: '4242 4242 4242 4242', expiry: '12/40', cvc: '123' };
    await eventually(async () => {
      const body = { orderId: order.json.id, card };
      const paid = await site.call('POST', '/api/payments', { headers, body });
      expect(paid.status).toBe(202);
    });
    await eventually(async () => {
      const path = `/api/tickets?orderId=${order.json.id}`;
      const { json } = await site.call('GET', path, { headers });
      expect(json.items).toHaveLength(2);
    });
    await eventually(() => {
      const purchase = receiver.spans.filter(
        ({ traceId }) => traceId === order.headers['x-request-id'],
      );
      expect(purchase.map(({ service, name }) => `${service}: ${name}`)).toEqual(
        expect.arrayContaining([
          'orders: POST /api/orders',
          'orders: publish order.placed',
          'expiration: process order.placed',
          'payments: payment captured',
          'orders: process payment.captured',
          'tickets: process order.paid',
          'tickets: publish ticket.issued',
        ]),
      );
      const known = new Set(purchase.map(({ spanId }) => spanId));
      const roots = purchase.filter(({ parentSpanId }) => !known.has(parentSpanId ?? ''));
      expect(roots.map(({ name }) => name)).toEqual(['POST /api/orders']);
    });
  });

  it('streams live stock without delay and hides the routes of operators from outside', async () => {
    const path = `/api/events/${sale.event.id}/availability/stream`;
    const { text } = await site.call('GET', path, { firstPiece: true });
    expect(text).toContain('data:');
    for (const hidden of ['/metrics', '/readyz', '/dead-letters', '/arrival']) {
      expect((await site.call('GET', hidden)).status).toBe(404);
    }
    expect((await site.call('GET', '/healthz')).text).toBe('ok\n');
    // Nor are they for other users of this machine, who reach their ports.
    for (const name of Object.keys(cluster.operationsUrls)) {
      for (const path of ['/metrics', '/dead-letters', '/arrival']) {
        const { status } = await fetch(cluster.operationsUrls[name] + path);
        expect([name, path, status]).toEqual([name, path, 401]);
      }
    }
    const webPort = environmentOf('web-1').find((line) => line.startsWith('WEB_OPERATIONS_PORT='));
    const ofPages = `http://127.0.0.1:${webPort?.split('=')[1]}/metrics`;
    const headers = { authorization: `Bearer ${cluster.operatorToken}` };
    expect((await fetch(ofPages)).status).toBe(401);
    expect((await fetch(ofPages, { headers })).status).toBe(200);
  });

  it('shows a change of an event through both instances at once, with Redis and without', async () => {
    const path = `/api/events/${sale.event.id}`;
    const urlOf = (name: string) => {
      const port = environmentOf(name).find((line) => line.startsWith('PORT='));
      return `http://127.0.0.1:${port?.slice('PORT='.length)}`;
    };
    const token = organiser.cookie?.split('=')[1] ?? '';
    const rename = (at: string, title: string) =>
      Person.withSession(urlOf(at), token, organiser.email).editEvent(sale.event.id, { title });
    const titleAt = async (name: string) => {
      const { title } = await Person.anonymous(urlOf(name)).call<{ title: string }>('GET', path);
      return title;
    };
    const hitsOf = async (name: string) => {
      const headers = { authorization: `Bearer ${cluster.operatorToken}` };
      const answer = await fetch(`${cluster.operationsUrls[name]}/metrics`, { headers });
      const metrics = await answer.text();
      return Number(/cache_reads_total{.*outcome="hit".*} (\d+)/.exec(metrics)?.[1]);
    };
    const [one, other] = ['catalog-1', 'catalog-2'] as const;
    const hits = await hitsOf(other);
    for (let turn = 1; turn <= 10; turn += 1) {
      await rename(one, `Turn ${turn}`);
      expect([await titleAt(other), await titleAt(one)]).toEqual(Array(2).fill(`Turn ${turn}`));
    }
    expect(await hitsOf(other)).toBe(hits + 10);

    cluster.pause('redis');
    try {
      await rename(one, 'Without Redis');
      for (let turn = 1; turn <= 10; turn += 1) {
        expect([await titleAt(other), await titleAt(one)]).toEqual(Array(2).fill('Without Redis'));
      }
    } finally {
      cluster.resume('redis');
    }
    // A copy that Redis had before is visible until it expires.
    await eventually(async () => {
      await rename(one, 'With Redis');
      expect([await titleAt(other), await titleAt(one)]).toEqual(Array(2).fill('With Redis'));
      expect(await hitsOf(other)).toBeGreaterThan(hits + 10);
    });
  });

  // Its `stop` does nothing, because the cluster keeps running.
  describePurchase(async () => ({
    url: cluster.url,
    apiUrl: cluster.internalUrl,
    stop: async () => undefined,
  }));

  it('gives each service only its own secrets and its own database', async () => {
    const keysOf = (name: string) => environmentOf(name).map((line) => line.split('=')[0]);
    expect(keysOf('auth-1')).toContain('ONSALE_SESSION_PRIVATE_KEY');
    expect(keysOf('orders-1')).not.toContain('ONSALE_SESSION_PRIVATE_KEY');
    expect(keysOf('orders-1')).not.toContain('ONSALE_PAYMENTS_DATABASE_URL');
  });

  it('restarts nginx after a kill -9 that its workers survived, and continues to sell', async () => {
    const before = partOf('nginx')?.pid as number;
    process.kill(before, 'SIGKILL'); // the process alone
    await eventually(
      () => {
        const now = partOf('nginx');
        expect(now?.pid).not.toBe(before);
        expect(now?.state).toBe('up');
        expect(isGone(-before), 'its group').toBe(true);
      },
      { timeoutMs: 40_000 },
    );
    await eventually(
      async () => {
        const buyer = await Person.signUp(cluster.internalUrl, 'Buyer');
        await buyer.buy(sale.ticketType);
      },
      { timeoutMs: 40_000 },
    );
  });

  it('keeps a stopped instance down, and the other instance answers', async () => {
    await cluster.kill('orders-1', { stayDown: true });
    expect(partOf('orders-1')).toMatchObject({ state: 'down', pid: undefined });
    const path = `/api/events/${sale.event.id}/availability`;
    for (let turn = 0; turn < 10; turn += 1) {
      expect((await site.call('GET', path)).status).toBe(200);
    }
    await cluster.startPart('orders-1');
    expect(partOf('orders-1')?.state).toBe('up');
  });

  it('sends no requests to an instance that hangs', async () => {
    const impatient = secureClient(cluster.url, cluster.caFile, { timeoutMs: 2_000 });
    cluster.pause('orders-2');
    try {
      const path = `/api/events/${sale.event.id}/availability`;
      await eventually(
        async () => {
          const asked = Array.from({ length: 4 }, () => impatient.call('GET', path));
          const statuses = (await Promise.all(asked)).map(({ status }) => status);
          expect(statuses).toEqual([200, 200, 200, 200]);
        },
        { timeoutMs: 60_000 },
      );
    } finally {
      cluster.resume('orders-2');
      impatient.close();
    }
    // Its return changes nginx's lists, which closes kept connections: not during the next test.
    await eventually(
      () => {
        const said = readFileSync(join(cluster.dataFolder, 'logs', 'supervisor.log'), 'utf8');
        const out = said.lastIndexOf('no requests while they hang');
        expect(said.lastIndexOf('no instance hangs any more')).toBeGreaterThan(out);
      },
      { timeoutMs: 60_000 },
    );
    site.close();
    site = secureClient(cluster.url, cluster.caFile);
  });

  it('keeps a service without the bus serving, and lets it catch up once the bus is back', async () => {
    cluster.cut('tickets');
    const buyer = await Person.signUp(cluster.internalUrl, 'Buyer');
    const order = await buyer.order(sale.ticketType);
    await eventually(() => buyer.pay(order));
    await eventually(async () => {
      const { status } = await buyer.call<{ status: string }>('GET', `/api/orders/${order.id}`);
      expect(status).toBe('paid');
    });
    expect(await buyer.call('GET', `/api/tickets?orderId=${order.id}`)).toMatchObject({
      items: [],
    });
    cluster.mend('tickets');
    await eventually(() => buyer.tickets(order, 1), { timeoutMs: 40_000 });
  });

  it('stops even paused processes in order and leaves nothing running', async () => {
    const pids = cluster.parts().map(({ pid }) => pid as number);
    cluster.pause('catalog-1');
    expect(await cluster.stopPart('catalog-1')).toBe(0);
    cluster.pause('catalog-2');
    await stop();
    expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
  });
});
