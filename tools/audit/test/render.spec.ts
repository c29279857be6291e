import { expect, it } from 'vitest';
import { type AuditReport, renderAudit } from '../src/index.js';

const report: AuditReport = {
  at: '2026-11-25T10:00:00.123Z',
  seconds: 1.26,
  clean: false,
  atRest: true,
  databases: ['orders', 'payments'],
  bus: 'database',
  checks: [
    { check: 'stock adds up', rule: 'it adds up', looked: 1200, found: 0, findings: [] },
    {
      check: 'money',
      rule: 'it is all there',
      looked: 7,
      found: 3,
      findings: [{ check: 'money', text: 'Payment 1 bought nothing.', ids: ['1'] }],
    },
  ],
};

it('the report is a table, a sentence for each finding, and a conclusion', () => {
  expect(renderAudit(report)).toBe(
    `Audit of 2026-11-25 10:00:00 UTC, 1.3 s, read orders, payments
Onsale is not running: the audit did not wait, and it skipped overdue holds.
Skipped, with their checks: tickets, auth, catalog, expiration

       check          looked at  found  what must hold
ok     stock adds up      1,200      0  it adds up
WRONG  money                  7      3  it is all there

money: 3 found
  - Payment 1 bought nothing.
  - and 2 more

3 findings. What each means: docs/audit.md
Some may be work that was in progress when Onsale stopped. Start it and audit again: what remains is wrong.
`,
  );
});

it('the report says whether the bus was queried, and whether that was NATS', () => {
  expect(renderAudit({ ...report, bus: null })).toContain('The bus was not checked');
  expect(renderAudit({ ...report, bus: 'nats' })).toContain('read orders, payments, NATS\n');
});

it('the report says when the books agree', () => {
  const text = renderAudit({ ...report, clean: true, atRest: false, checks: [] });
  expect(text).toMatch(/The books agree\.\n$/);
});
