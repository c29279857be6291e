import { newId } from '@onsale/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AuditReport, audit } from '../src/index.js';
import { type Ledger, openLedger, type Sale, sellABit } from './ledger.js';

let ledger: Ledger;
let sale: Sale;
beforeEach(async () => {
  ledger = await openLedger();
  sale = await sellABit(ledger);
});
afterEach(() => ledger.stop());

const look = (): Promise<AuditReport> => audit({ urls: ledger.urls, patienceMs: 0 });
const findings = (report: AuditReport) => report.checks.flatMap((check) => check.findings);

/** What the door did with the sale's first ticket: its log, and the state of the ticket afterwards. */
async function door(...results: ('admitted' | 'undone')[]): Promise<string> {
  const [ticket] = await ledger.tickets.query<{ id: string }>(
    'select id from ticket where order_id = $1 and place = 0',
    [sale.orderId],
  );
  const id = ticket?.id ?? '';
  const [staff, moments] = [newId(), ['2026-12-17T19:00:00Z', '2026-12-17T19:05:00Z']];
  let checkIns = 0;
  for (const result of results) {
    if (result === 'admitted') checkIns += 1;
    await ledger.tickets.query(
      `insert into door_entry (id, event_id, ticket_id, scan_id, result, account_id, at, checked_in_at)
       values ($1, $2, $3, $1, $4, $5, $6, $6)`,
      [newId(), sale.eventId, id, result, staff, moments[checkIns - 1]],
    );
  }
  if (results.at(-1) === 'admitted') {
    await ledger.tickets.query(
      `update ticket set status = 'checked_in', checked_in_by = $2, checked_in_at = $3 where id = $1`,
      [id, staff, moments[checkIns - 1]],
    );
  }
  return id;
}

it('a check-in that was undone does not count', async () => {
  await door('admitted', 'undone');
  expect(findings(await look())).toEqual([]);
});

it('a check-in after an undone one counts once', async () => {
  await door('admitted', 'undone', 'admitted');
  const report = await look();
  expect(findings(report)).toEqual([]);
  expect(report.checks.find(({ check }) => check === 'let in once')?.looked).toBe(3);
});

it('the audit finds a ticket that admitted two people', async () => {
  const id = await door('admitted', 'admitted');
  expect(findings(await look())).toEqual([
    {
      check: 'let in once',
      text: `Ticket ${id} is checked in, and the door’s log has 2 check-ins of it that were not undone.`,
      ids: [id],
    },
  ]);
});

it('the audit finds a check-in that is undone on the ticket only', async () => {
  const id = await door('admitted');
  await ledger.tickets.query(
    `update ticket set status = 'valid', checked_in_by = null, checked_in_at = null where id = $1`,
    [id],
  );
  expect(findings(await look())).toMatchObject([{ check: 'let in once', ids: [id] }]);
});
