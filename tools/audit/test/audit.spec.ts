import { newId } from '@onsale/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditOptions, type AuditReport, audit } from '../src/index.js';
import { type Ledger, openLedger, type Sale, sellABit } from './ledger.js';

let ledger: Ledger;
let sale: Sale;
beforeEach(async () => {
  ledger = await openLedger();
  sale = await sellABit(ledger);
});
afterEach(() => ledger.stop());

const look = (options: Partial<AuditOptions> = {}): Promise<AuditReport> =>
  audit({ urls: ledger.urls, patienceMs: 0, ...options });
const findings = (report: AuditReport) => report.checks.flatMap((check) => check.findings);

describe('the audit of acknowledged orders', () => {
  it('finds an acknowledged order that does not exist', async () => {
    const lost = newId();
    const found = findings(await look({ acknowledged: [sale.orderId, lost] }));
    expect(found).toMatchObject([{ check: 'acknowledged holds', ids: [lost] }]);
  });

  it('reports a line that is not an id, with its number', async () => {
    const acknowledged = [sale.orderId, '', 'order 66'];
    await expect(look({ acknowledged })).rejects.toThrow(
      'Line 3 of the acknowledged orders is "order 66", which is not an order\'s id.',
    );
  });
});

it('counts all findings and shows the first twenty', async () => {
  for (let n = 0; n < 25; n += 1) await ledger.issue(sale, { orderId: newId(), place: n });
  const check = (await look()).checks.find((one) => one.check === 'paid = tickets');
  expect(check?.found).toBe(25);
  expect(check?.findings).toHaveLength(20);
});

describe('the audit of one event', () => {
  it('reports the errors of that event and not those of others', async () => {
    const other = await ledger.putOnSale(5);
    const { orderId } = await ledger.purchase(other, 1);
    await ledger.tickets.query('delete from ticket where order_id = $1', [orderId]);
    expect(findings(await look({ eventId: sale.eventId }))).toEqual([]);
    const found = findings(await look({ eventId: other.eventId }));
    expect(found.map((one) => [one.check, one.ids[0]])).toEqual([
      ['stock = orders', other.ticketTypeId],
      ['paid = tickets', orderId],
    ]);
  });

  it('says that the event does not exist', async () => {
    await expect(look({ eventId: newId() })).rejects.toThrow(/There is no event/);
    await expect(look({ eventId: 'mine' })).rejects.toThrow('"mine" is not an event\'s id.');
  });
});

describe('the audit of a stopped install', () => {
  it('ignores overdue holds, which nothing could have expired', async () => {
    await ledger.orders.query(`update orders set expires_at = now() - interval '1 day'`);
    const report = await look({ atRest: true });
    expect(report).toMatchObject({ clean: true, atRest: true });
    expect(report.checks.map(({ check }) => check)).not.toContain('no hold past its time');
  });
});

describe('the audit of some of the databases', () => {
  it('skips the checks that need the others, and says so', async () => {
    const { orders } = ledger.urls as { orders: string };
    const report = await look({ urls: { orders } });
    expect(report.databases).toEqual(['orders']);
    expect(report.checks.map(({ check }) => check)).not.toContain('money');
  });

  it('needs the database of orders to look for an event', async () => {
    const { payments } = ledger.urls as { payments: string };
    const asked = look({ urls: { payments }, acknowledged: [sale.orderId] });
    await expect(asked).rejects.toThrow(/database of orders is needed/);
  });

  it('says when a URL leads to the database of another service', async () => {
    const { tickets, payments } = ledger.urls as { tickets: string; payments: string };
    await expect(look({ urls: { orders: tickets } })).rejects.toThrow(
      /Is it the database of orders, and of this version of Onsale\?/,
    );
    await expect(look({ urls: { orders: `${payments}_gone` } })).rejects.toThrow(/does not exist/);
    await expect(look({ urls: { orders: 'orders:secret' } })).rejects.toThrow(
      'The address of the database of orders must be like postgres://user:password@host:5432/name.',
    );
  });
});
