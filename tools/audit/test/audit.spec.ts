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

describe('of what buyers were told, finds', () => {
  it('an order that is not there', async () => {
    const lost = newId();
    const found = findings(await look({ acknowledged: [sale.orderId, lost] }));
    expect(found).toMatchObject([{ check: 'acknowledged holds', ids: [lost] }]);
  });

  it('a line that is no id, and says which', async () => {
    const acknowledged = [sale.orderId, '', 'order 66'];
    await expect(look({ acknowledged })).rejects.toThrow(
      'Line 3 of the acknowledged orders is "order 66", which is not an order\'s id.',
    );
  });
});

it('counts all that is wrong, and shows the first twenty', async () => {
  for (let n = 0; n < 25; n += 1) await ledger.issue(sale, { orderId: newId(), place: n });
  const check = (await look()).checks.find((one) => one.check === 'paid = tickets');
  expect(check?.found).toBe(25);
  expect(check?.findings).toHaveLength(20);
});

describe('of one event', () => {
  it('finds what is wrong with it, and not what is wrong with others', async () => {
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

  it('that there is not, says so', async () => {
    await expect(look({ eventId: newId() })).rejects.toThrow(/There is no event/);
    await expect(look({ eventId: 'mine' })).rejects.toThrow('"mine" is not an event\'s id.');
  });
});

describe('of databases at rest', () => {
  it('leaves out the holds that nobody could have ended', async () => {
    await ledger.orders.query(`update orders set expires_at = now() - interval '1 day'`);
    const report = await look({ atRest: true });
    expect(report).toMatchObject({ clean: true, atRest: true });
    expect(report.checks.map(({ check }) => check)).not.toContain('no hold past its time');
  });
});

describe('of some of the databases', () => {
  it('leaves out what needs the others, and says so', async () => {
    const { orders } = ledger.urls as { orders: string };
    const report = await look({ urls: { orders } });
    expect(report.databases).toEqual(['orders']);
    expect(report.checks.map(({ check }) => check)).not.toContain('money');
  });

  it('needs that of orders to look for one', async () => {
    const { payments } = ledger.urls as { payments: string };
    const asked = look({ urls: { payments }, acknowledged: [sale.orderId] });
    await expect(asked).rejects.toThrow(/database of orders is needed/);
  });

  it('says when one is another than it should be', async () => {
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
