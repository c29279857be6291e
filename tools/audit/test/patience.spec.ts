import { newId } from '@onsale/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit } from '../src/index.js';
import { type Ledger, openLedger, type Sale, sellABit } from './ledger.js';

let ledger: Ledger;
let sale: Sale;
beforeEach(async () => {
  ledger = await openLedger();
  sale = await sellABit(ledger);
});
afterEach(() => ledger.stop());

const paymentId = newId();
const letterId = newId();

/**
 * Work in progress everywhere: a payment whose order is not paid yet, an order whose tickets are
 * not issued yet.
 */
async function interrupt(): Promise<void> {
  await ledger.payment(sale.pendingId, { id: paymentId, amount: 2500 });
  await ledger.tickets.query('delete from ticket where order_id = $1 and place = 1', [
    sale.orderId,
  ]);
  await ledger.orders.query(
    `update orders set expires_at = now() - interval '2 hours' where id = $1`,
    [sale.pendingId],
  );
  await ledger.payments.query(
    `insert into outbox (created_at, messages) values (now() - interval '2 hours', '[]')`,
  );
  await ledger.bus.query(
    `insert into dead_letter (id, subscription, message_id, body, error, attempts)
     values ($1, 'tickets.order', $1, '{}', '', 1)`,
    [letterId],
  );
  await ledger.bus.query(
    `insert into subscription (name, types) values ('tickets.order', '{order.paid}')`,
  );
  await ledger.bus.query(
    `insert into message_row (position, types, stored_at, body)
     values (nextval('message_position_seq'), '{order.paid}', now() - interval '2 hours', '[]')`,
  );
}

/** Everything arrives. */
async function arrive(): Promise<void> {
  await ledger.orders.query(
    `update orders set status = 'paid', paid_at = now(), payment_id = $2 where id = $1`,
    [sale.pendingId, paymentId],
  );
  await ledger.issue(sale, { orderId: sale.pendingId, place: 0 });
  await ledger.issue(sale, { orderId: sale.orderId, place: 1 });
  await ledger.payments.query('update outbox set published_at = now()');
  await ledger.bus.query('delete from dead_letter');
  await ledger.bus.query(
    'update subscription set position = (select max(position) from message_row)',
  );
}

const onTheWay = [
  'no hold past its time',
  'paid = tickets',
  'money',
  'outboxes drained',
  'no dead letters',
  'subscriptions caught up',
];
const seesAgain = 'Looking again at what may be on its way';

it('the audit waits for work in progress and no longer', async () => {
  await interrupt();
  let arriving: Promise<void> | undefined;
  const report = await audit({
    urls: ledger.urls,
    patienceMs: 3_600_000,
    tell(step) {
      if (step === seesAgain) arriving ??= arrive(); // once, however often it looks
    },
  });
  await arriving;
  expect(report.checks.filter(({ found }) => found > 0)).toEqual([]);
});

it('the audit reports every difference when its patience runs out', async () => {
  await interrupt();
  const { checks } = await audit({ urls: ledger.urls, patienceMs: 100 });
  expect(checks.filter(({ found }) => found > 0).map(({ check }) => check)).toEqual(onTheWay);
});

it('the audit stops at once on abort', async () => {
  await interrupt();
  const leaving = new AbortController();
  const auditing = audit({
    urls: ledger.urls,
    patienceMs: 3_600_000,
    signal: leaving.signal,
    tell(step) {
      if (step === seesAgain) leaving.abort();
    },
  });
  await expect(auditing).rejects.toThrow(/abort/i);
});
