import { newId } from '@onsale/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditReport, audit } from '../src/index.js';
import { dropConstraints, type Ledger, openLedger, type Sale, sellABit } from './ledger.js';

let ledger: Ledger;
let sale: Sale;
beforeEach(async () => {
  ledger = await openLedger();
  sale = await sellABit(ledger);
});
afterEach(() => ledger.stop());

const look = (acknowledged: readonly string[] = []): Promise<AuditReport> =>
  audit({ urls: ledger.urls, patienceMs: 0, acknowledged });
const findings = (report: AuditReport) => report.checks.flatMap((check) => check.findings);

describe('a correct sale', () => {
  it('passes every check, and each check reads some rows', async () => {
    const report = await look([sale.orderId, '', ` ${sale.pendingId}\r`]);
    expect(findings(report)).toEqual([]);
    expect(report).toMatchObject({
      clean: true,
      databases: ['orders', 'payments', 'tickets', 'bus'],
    });
    expect(report.checks.map(({ check, looked }) => [check, looked])).toEqual([
      ['stock adds up', 1],
      ['never oversold', 1],
      ['stock = orders', 2],
      ['orders add up', 5],
      ['one order per key', 5],
      ['limits per person', 2],
      ['no hold past its time', 1],
      ['payments decided', 0],
      ['paid = tickets', 1],
      ['money', 3],
      ['let in once', 0],
      ['acknowledged holds', 2],
      ['outboxes drained', 3],
      ['no dead letters', 1],
      ['subscriptions caught up', 0],
    ]);
    const money = report.checks.find(({ check }) => check === 'money');
    expect(money?.rule).toContain('EUR: 10000 captured − 5000 refunded = 5000 paid orders');
  });
});

/** The limit was as it is long before the orders. */
const longAgo = (table: string) =>
  ledger.orders.query(`update ${table} set limit_since = now() - interval '1 hour'`);

describe('a buyer who exceeded a limit before it was lowered', () => {
  it('is not a finding', async () => {
    await ledger.orders.query('update orders set buyer_id = $1', [newId()]);
    await ledger.orders.query('update event set per_person_limit = 2, limit_since = now()');
    await ledger.orders.query('update ticket_type set per_order_limit = 2, limit_since = now()');
    expect(findings(await look())).toEqual([]);
  });
});

interface Plant {
  readonly what: string;
  readonly check: string;
  /** @returns ids that the finding must name */
  readonly plant: () => Promise<readonly string[]>;
  readonly says: RegExp;
}

const overStock: Plant[] = [
  {
    what: 'a place that the stock has lost',
    check: 'stock adds up',
    async plant() {
      await dropConstraints(ledger, 'stock');
      await ledger.orders.query('update stock set available = available - 1');
      return [sale.ticketTypeId];
    },
    says: /available 16 \+ held 1 \+ sold 2 is not its capacity 20/,
  },
  {
    what: 'stock that the organiser does not want',
    check: 'stock adds up',
    async plant() {
      await dropConstraints(ledger, 'stock');
      await ledger.orders.query('update stock set wanted_capacity = 15');
      return [sale.ticketTypeId];
    },
    says: /the organiser wants 15/,
  },
  {
    what: 'more sold than there is, as the stock itself says',
    check: 'never oversold',
    async plant() {
      await dropConstraints(ledger, 'stock');
      await ledger.order(sale, { status: 'pending', quantity: 18 });
      await ledger.settleStock();
      return [sale.ticketTypeId];
    },
    says: /19 held and 2 sold of 20/,
  },
  {
    what: 'an order that the stock does not count',
    check: 'stock = orders',
    async plant() {
      await ledger.order(sale, { status: 'pending' });
      return [sale.ticketTypeId];
    },
    says: /its stock says 1 held, 2 sold for 5000, its orders 2 held, 2 sold for 5000/,
  },
  {
    what: 'revenue that no order brought',
    check: 'stock = orders',
    async plant() {
      await ledger.orders.query('update stock set revenue = revenue + 1');
      return [sale.ticketTypeId];
    },
    says: /sold for 5001/,
  },
  {
    what: 'an order for a ticket type without stock',
    check: 'stock = orders',
    async plant() {
      const ticketTypeId = newId();
      await ledger.order({ ...sale, ticketTypeId }, { status: 'pending' });
      return [ticketTypeId];
    },
    says: /1 orders hold or bought it, but it has no stock/,
  },
  {
    what: 'shared places that are oversold together, though no ticket type sold too many',
    check: 'never oversold',
    async plant() {
      await dropConstraints(ledger, 'stock');
      const ticketTypeId = await ledger.share(sale, { held: 18, sold: 0, revenue: 0 });
      await ledger.orders.query('update stock set held = held + 18, available = available - 18');
      await ledger.order({ ...sale, ticketTypeId }, { status: 'pending', quantity: 18 });
      return [sale.ticketTypeId];
    },
    says: /19 held and 2 sold of 20/,
  },
  {
    what: 'a ticket of shared places that was counted for another ticket type',
    check: 'stock = orders',
    plant: async () => [await ledger.share(sale, { held: 1, sold: 0, revenue: 0 })],
    says: /its stock says 1 held, 0 sold for 0, its orders 0 held/,
  },
];

const overOrders: Plant[] = [
  {
    what: 'two orders under one key',
    check: 'one order per key',
    async plant() {
      await ledger.orders.query('drop index orders_idempotency');
      await ledger.orders.query(
        `update orders set (buyer_id, idempotency_key) =
           (select buyer_id, idempotency_key from orders where id = $1) where id = $2`,
        [sale.pendingId, sale.expiredId],
      );
      return [sale.pendingId, sale.expiredId];
    },
    says: /several orders under one key/,
  },
  {
    what: 'a person with more of a ticket type than one may have',
    check: 'limits per person',
    async plant() {
      const buyerId = newId();
      await ledger.orders.query('update orders set buyer_id = $1', [buyerId]);
      await ledger.orders.query('update ticket_type set per_order_limit = 2');
      await longAgo('ticket_type');
      return [buyerId, sale.ticketTypeId, sale.orderId, sale.pendingId];
    },
    says: /has 3 tickets of ticket type .*, of which one person may have 2/,
  },
  {
    what: 'a person with more tickets for an event than one may have',
    check: 'limits per person',
    async plant() {
      const buyerId = newId();
      await ledger.orders.query('update orders set buyer_id = $1', [buyerId]);
      await ledger.orders.query('update event set per_person_limit = 2');
      await longAgo('event');
      return [buyerId, sale.eventId, sale.orderId, sale.pendingId];
    },
    says: /has 3 tickets of event .*, of which one person may have 2/,
  },
  {
    what: 'an order that asks for more than its lines cost',
    check: 'orders add up',
    async plant() {
      await ledger.orders.query('update orders set total = total + 1 where id = $1', [
        sale.pendingId,
      ]);
      return [sale.pendingId];
    },
    says: /says 1 tickets for 2501, its lines 1 for 2500/,
  },
  {
    what: 'a hold that nobody ended',
    check: 'no hold past its time',
    async plant() {
      await ledger.orders.query(
        `update orders set expires_at = now() - interval '5 minutes' where id = $1`,
        [sale.pendingId],
      );
      return [sale.pendingId];
    },
    says: /still holds its tickets, \d+ s after its time/,
  },
];

const overTickets: Plant[] = [
  {
    what: 'a paid order that lacks a ticket',
    check: 'paid = tickets',
    async plant() {
      await ledger.tickets.query('delete from ticket where order_id = $1 and place = 1', [
        sale.orderId,
      ]);
      return [sale.orderId, sale.ticketTypeId];
    },
    says: /There are 1 tickets instead of 2/,
  },
  {
    what: 'a paid order without any ticket',
    check: 'paid = tickets',
    async plant() {
      await ledger.tickets.query('delete from ticket where order_id = $1', [sale.orderId]);
      return [sale.orderId, sale.ticketTypeId];
    },
    says: /There are 0 tickets instead of 2/,
  },
  {
    what: 'a ticket of an order that was never paid',
    check: 'paid = tickets',
    async plant() {
      await ledger.issue(sale, { orderId: sale.expiredId, place: 0 });
      return [sale.expiredId, sale.ticketTypeId];
    },
    says: /1 tickets instead of 0 .*\(expired\)/,
  },
  {
    what: 'a ticket of an order that does not exist',
    check: 'paid = tickets',
    async plant() {
      const orderId = newId();
      await ledger.issue(sale, { orderId, place: 0 });
      return [orderId, sale.ticketTypeId];
    },
    says: /which does not exist/,
  },
];

const overMoney: Plant[] = [
  {
    what: 'money that bought nothing',
    check: 'money',
    async plant() {
      return [await ledger.payment(sale.expiredId, { amount: 2500 }), sale.expiredId];
    },
    says: /bought nothing and is not refunded/,
  },
  {
    what: 'money for an order that does not exist',
    check: 'money',
    async plant() {
      const orderId = newId();
      return [await ledger.payment(orderId, { amount: 2500 }), orderId];
    },
    says: /which does not exist bought nothing/,
  },
  {
    what: 'a paid order whose payment is not there',
    check: 'money',
    async plant() {
      await ledger.payments.query('delete from payment where id = $1', [sale.paymentId]);
      await ledger.payments.query('delete from sandbox_charge where payment_id = $1', [
        sale.paymentId,
      ]);
      return [sale.paymentId, sale.orderId];
    },
    says: /which was not captured for it/,
  },
  {
    what: 'money that the provider took for a payment nobody recorded',
    check: 'money',
    async plant() {
      const paymentId = await ledger.payment(newId(), { amount: 700 });
      await ledger.payments.query('delete from payment where id = $1', [paymentId]);
      return [paymentId];
    },
    says: /took 700 EUR \(minor units\) for payment .* not recorded/,
  },
  {
    what: 'money that the provider never took',
    check: 'money',
    async plant() {
      await ledger.payments.query('delete from sandbox_charge where payment_id = $1', [
        sale.paymentId,
      ]);
      return [sale.paymentId, sale.orderId];
    },
    says: /the provider took nothing/,
  },
  {
    what: 'money that the provider took and nobody noticed',
    check: 'money',
    async plant() {
      const paymentId = await ledger.payment(sale.expiredId, { amount: 2500 });
      await ledger.payments.query(
        `update payment set status = 'failed', captured_at = null, failure_code = 'card_declined'
         where id = $1`,
        [paymentId],
      );
      return [paymentId, sale.expiredId];
    },
    says: /the provider took 2500 EUR \(minor units\), but here it is failed/,
  },
  {
    what: 'money that the provider gave back on its own',
    check: 'money',
    async plant() {
      await ledger.payments.query(
        'update sandbox_charge set refunded_at = now() where payment_id = $1',
        [sale.paymentId],
      );
      return [sale.paymentId, sale.orderId];
    },
    says: /the provider gave the money back, but here it is captured/,
  },
];

const overMessages: Plant[] = [
  {
    what: 'a message that never left',
    check: 'outboxes drained',
    async plant() {
      await ledger.tickets.query(
        `insert into outbox (created_at, messages) values (now() - interval '1 hour', '[]')`,
      );
      return ['tickets'];
    },
    says: /outbox of tickets has 1 row that waits .* the oldest for \d+ s/,
  },
  {
    what: 'a dead letter',
    check: 'no dead letters',
    async plant() {
      const [id, messageId] = [newId(), newId()];
      await ledger.bus.query(
        `insert into dead_letter (id, subscription, message_id, body, error, attempts)
         values ($1, 'tickets.order', $2, '{"type":"order.paid"}', E'Error: no\\nroom.', 6)`,
        [id, messageId],
      );
      return [id, messageId];
    },
    says: /tickets\.order gave up message .* \(order\.paid\) after 6 attempts: Error: no room\.$/,
  },
  {
    what: 'a subscription that is stuck',
    check: 'subscriptions caught up',
    async plant() {
      await ledger.bus.query(
        `insert into subscription (name, types) values ('tickets.order', '{order.paid}')`,
      );
      await ledger.bus.query(
        `insert into message_row (position, types, stored_at, body)
         values (nextval('message_position_seq'), '{order.paid}', now() - interval '1 minute', '[]')`,
      );
      return ['tickets.order'];
    },
    says: /tickets\.order is 1 messages behind, the oldest waits for \d+ s/,
  },
];

describe.each([
  ['stock', overStock],
  ['orders', overOrders],
  ['tickets', overTickets],
  ['money', overMoney],
  ['messages', overMessages],
])('of %s, finds', (_name, plants) => {
  it.each(plants)('$what', async ({ check, plant, says }) => {
    const ids = await plant();
    const found = findings(await look());
    expect(found.map((one) => [one.check, [...one.ids].sort()])).toEqual([
      [check, [...ids].sort()],
    ]);
    expect(found[0]?.text).toMatch(says);
  });
});
