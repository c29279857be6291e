import type { TicketTypeState } from '@onsale/contracts/catalog/messages';
import { orders } from '@onsale/orders';
import {
  createHttpServer,
  type Database,
  newId,
  readSettings,
  startService,
} from '@onsale/runtime';
import {
  eventually,
  onSale,
  type TestInfra,
  testAccount,
  testCookie,
  testEvent,
  testInfra,
  testSessionKeys,
  testTicketType,
} from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditReport, audit } from '../src/index.js';
import { forgetful, withoutLock } from './broken-database.js';

let infra: TestInfra;
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  infra = await testInfra('orders', orders.migrations);
  stops.push(() => infra.stop());
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

type App = Awaited<ReturnType<typeof createHttpServer>>;

/** The service on a manipulated database. Only the first instance consumes messages. */
async function startInstances(database: Database, count: number): Promise<App[]> {
  const apps: App[] = [];
  for (let n = 0; n < count; n++) {
    const deaf = { ...infra.bus, subscribe: async () => async () => undefined };
    const service = await startService(
      orders,
      { ...infra, database, bus: n === 0 ? infra.bus : deaf },
      readSettings(orders.settings, { ONSALE_UNPAID_ORDERS_PER_ACCOUNT: String(ticketTypes) }),
    );
    const app = await createHttpServer({
      services: [service],
      clock: infra.clock,
      log: infra.log,
      sessionPublicKey: testSessionKeys.publicKey,
      trustProxy: 'loopback',
      checkReplies: true,
    });
    stops.push(async () => {
      await app.close();
      await service.stop();
    });
    apps.push(app);
  }
  return apps;
}

const capacity = 40;
const ticketTypes = 8;

async function putOnSale(): Promise<TicketTypeState[]> {
  const time = infra.clock.now();
  const event = testEvent(time);
  const types = Array.from({ length: ticketTypes }, (_, n) =>
    testTicketType(event.eventId, { name: `Block ${n}`, capacity }),
  );
  await infra.bus.publish(onSale([event], types, time));
  await eventually(async () => {
    const rows = await infra.database.query('select from stock join event on event.id = event_id');
    expect(rows).toHaveLength(ticketTypes);
  });
  return types;
}

/** Everyone wants two of each, one ticket type after the other. @returns what was acknowledged */
async function rush(apps: readonly App[], types: readonly TicketTypeState[]): Promise<string[]> {
  const cookies = await Promise.all(
    Array.from({ length: 60 }, () => testCookie(testAccount(), infra.clock.now())),
  );
  const acknowledged: string[] = [];
  for (const { eventId, ticketTypeId } of types) {
    const answers = await Promise.all(
      cookies.map((cookie, n) =>
        (apps[n % apps.length] as App).inject({
          method: 'POST',
          url: '/api/orders',
          headers: { cookie, 'idempotency-key': newId() },
          payload: { eventId, lines: [{ ticketTypeId, quantity: 2 }] },
        }),
      ),
    );
    for (const answer of answers) {
      if (answer.statusCode === 201) acknowledged.push(String(answer.json().id));
    }
  }
  return acknowledged;
}

/** Audits the whole database, once every message is published. */
async function auditOrders(acknowledged: readonly string[]): Promise<AuditReport> {
  await eventually(async () => {
    expect(await infra.database.query('select from outbox where published_at is null')).toEqual([]);
  });
  return audit({ urls: { orders: infra.database.url }, acknowledged, patienceMs: 0 });
}

const found = (report: AuditReport) =>
  report.checks.filter((check) => check.found > 0).map((check) => check.check);
const idsOf = (report: AuditReport, name: string) =>
  report.checks.find((check) => check.check === name)?.findings.flatMap((one) => one.ids);

describe('the audit of a rush on three instances', () => {
  it('finds nothing when the engine is correct', async () => {
    const apps = await startInstances(infra.database, 3);
    const acknowledged = await rush(apps, await putOnSale());
    expect(acknowledged).toHaveLength((ticketTypes * capacity) / 2);
    expect(found(await auditOrders(acknowledged))).toEqual([]);
  });

  it('finds what was oversold by an engine that checks without a lock', async () => {
    await infra.database.query(
      `do $$ declare name text; begin
         for name in select conname from pg_constraint
           where conrelid = 'stock'::regclass and contype = 'c'
         loop execute format('alter table stock drop constraint %I', name); end loop;
       end $$`,
    );
    const broken = withoutLock(infra.database);
    const apps = await startInstances(broken, 3);
    const acknowledged = await rush(apps, await putOnSale());
    expect(broken.taken.locks).toBeGreaterThan(0);
    expect(broken.taken.versionChecks).toBeGreaterThan(0);

    const oversold = await infra.database.query<{ id: string }>(
      `select lines->0->>'ticketTypeId' as id from orders where status in ('pending', 'paid')
       group by 1 having sum(quantity) > $1 order by 1`,
      [capacity],
    );
    expect(oversold.length, 'the broken engine oversold').toBeGreaterThan(0);
    const report = await auditOrders(acknowledged);
    expect(idsOf(report, 'never oversold')).toEqual(oversold.map((row) => row.id));
    expect(idsOf(report, 'stock = orders')).toEqual(
      expect.arrayContaining(oversold.map((row) => row.id)),
    );
    expect(found(report)).toEqual(['never oversold', 'stock = orders']);
  });

  it('finds what was lost by an engine that answers before the commit', async () => {
    const broken = forgetful(infra.database);
    const apps = await startInstances(broken, 3);
    const acknowledged = await rush(apps, await putOnSale());
    await broken.settled();
    expect(broken.forgotten).toBeGreaterThan(0);

    const kept = await infra.database.query<{ id: string }>('select id from orders');
    const keptIds = new Set(kept.map((row) => row.id));
    const lost = acknowledged.filter((id) => !keptIds.has(id));
    expect(lost.length).toBeGreaterThan(0);
    const report = await auditOrders(acknowledged);
    // The books themselves balance: only the buyers' answers give it away.
    expect(found(report)).toEqual(['acknowledged holds']);
    const check = report.checks.find((one) => one.check === 'acknowledged holds');
    expect(check).toMatchObject({ looked: acknowledged.length, found: lost.length });
    expect(lost).toEqual(expect.arrayContaining(idsOf(report, 'acknowledged holds') ?? ['none']));
  });
});
