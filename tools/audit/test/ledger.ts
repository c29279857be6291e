import { createDatabase, type PostgresDatabase } from '@onsale/infra';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import { newId } from '@onsale/runtime';
import { type TestDatabase, testBusDatabase, testDatabase, testLogger } from '@onsale/testing';
import { tickets } from '@onsale/tickets';

type Fields = Readonly<Record<string, unknown>>;
const price = 2500;
const later = '2100-01-01T00:00:00Z';

/** The databases of an install that nothing runs on, and what a test writes into them. */
export interface Ledger {
  readonly urls: Readonly<Record<string, string>>;
  readonly orders: TestDatabase;
  readonly payments: TestDatabase;
  readonly tickets: TestDatabase;
  readonly bus: PostgresDatabase;
  /** An event with one ticket type; its stock is counted when `settleStock` is called. */
  putOnSale(capacity: number): Promise<{ eventId: string; ticketTypeId: string }>;
  /**
   * Another ticket type, which shares the places of the sale's.
   * @param part what the stock says is of it
   * @returns its id
   */
  share(sale: { eventId: string; ticketTypeId: string }, part?: object): Promise<string>;
  /** @returns its id */
  order(sale: { eventId: string; ticketTypeId: string }, fields: OrderFields): Promise<string>;
  /** Recorded, and at the provider too. @returns its id */
  payment(orderId: string, fields: PaymentFields): Promise<string>;
  issue(sale: { eventId: string; ticketTypeId: string }, fields: TicketFields): Promise<string>;
  /** An order with its payment and its tickets. */
  purchase(
    sale: { eventId: string; ticketTypeId: string },
    quantity: number,
  ): Promise<{ orderId: string; paymentId: string }>;
  /** Counts the orders into the stock. */
  settleStock(): Promise<void>;
  stop(): Promise<void>;
}

interface OrderFields {
  readonly status: 'pending' | 'paid' | 'expired' | 'cancelled' | 'refunded';
  readonly quantity?: number;
  readonly paymentId?: string;
  readonly refunds?: readonly object[];
  readonly expiresAt?: string;
}
interface PaymentFields {
  readonly id?: string;
  readonly amount: number;
  readonly refunded?: boolean;
}
interface TicketFields {
  readonly orderId: string;
  readonly place: number;
  readonly status?: 'valid' | 'void';
}

/** One row, whose columns are the names of the fields. */
async function insert(database: PostgresDatabase, table: string, fields: Fields): Promise<void> {
  await database.query(
    `insert into ${table} (${Object.keys(fields).join(', ')})
     values (${Object.keys(fields)
       .map((_, index) => `$${index + 1}`)
       .join(', ')})`,
    Object.values(fields),
  );
}

export async function openLedger(): Promise<Ledger> {
  const [inOrders, inPayments, inTickets, busDatabase] = await Promise.all([
    testDatabase(orders.migrations, 'orders'),
    testDatabase(payments.migrations, 'payments'),
    testDatabase(tickets.migrations, 'tickets'),
    testBusDatabase(),
  ]);
  const bus = createDatabase({
    url: busDatabase.url,
    name: 'bus',
    maxConnections: 2,
    statementTimeoutMs: 15_000,
    log: testLogger(),
  });

  const ledger: Ledger = {
    urls: {
      orders: inOrders.url,
      payments: inPayments.url,
      tickets: inTickets.url,
      bus: busDatabase.url,
    },
    orders: inOrders,
    payments: inPayments,
    tickets: inTickets,
    bus,
    async putOnSale(capacity) {
      const [eventId, ticketTypeId] = [newId(), newId()];
      const event = { id: eventId, version: 1, status: 'published', organiser_id: newId() };
      await insert(inOrders, 'event', { ...event, title: 'Concert', ends_at: later });
      const counts = { capacity, wanted_capacity: capacity, available: capacity, held: 0, sold: 0 };
      const stock = { ticket_type_id: ticketTypeId, event_id: eventId, version: 1, ...counts };
      await insert(inOrders, 'stock', stock);
      const type = { id: ticketTypeId, event_id: eventId, version: 1, name: 'Standing', price };
      await insert(inOrders, 'ticket_type', { ...type, currency: 'EUR', per_order_limit: 50 });
      return { eventId, ticketTypeId };
    },
    async share({ eventId, ticketTypeId }, part) {
      const id = newId();
      const type = { id, event_id: eventId, version: 1, name: 'Student', price, currency: 'EUR' };
      await insert(inOrders, 'ticket_type', {
        ...{ ...type, per_order_limit: 50, pool_id: ticketTypeId },
      });
      if (part) {
        await inOrders.query(
          'update stock set shares = jsonb_build_object($1::text, $2::jsonb) where ticket_type_id = $3',
          [id, JSON.stringify(part), ticketTypeId],
        );
      }
      return id;
    },
    async order({ eventId, ticketTypeId }, { status, quantity = 1, ...fields }) {
      const { paymentId = null, refunds = [], expiresAt = later } = fields;
      const id = newId();
      const unitPrice = { amount: price, currency: 'EUR' };
      await insert(inOrders, 'orders', {
        ...{ id, buyer_id: newId(), idempotency_key: newId(), request_digest: '', version: 1 },
        ...{ status, event_id: eventId, event_title: 'Concert', buyer_name: '', buyer_email: '' },
        lines: JSON.stringify([{ ticketTypeId, ticketTypeName: '', quantity, unitPrice }]),
        ...{ quantity, total: quantity * price, currency: 'EUR' },
        ...{ placed_at: new Date().toISOString(), expires_at: expiresAt, payment_id: paymentId },
        paid_at: status === 'paid' ? new Date().toISOString() : null,
        refunds: JSON.stringify(refunds),
      });
      return id;
    },
    async payment(orderId, { id = newId(), amount, refunded = false }) {
      const now = new Date().toISOString();
      const money = { amount, currency: 'EUR' };
      await insert(inPayments, 'payment', {
        ...{ id, version: 1, order_id: orderId, buyer_id: newId(), provider: 'sandbox', ...money },
        ...{ status: refunded ? 'refunded' : 'captured', created_at: now, captured_at: now },
        ...(refunded ? { refund_reason: 'sold_out', refunded_at: now } : {}),
        ...{ traceparent: '', next_try_at: now },
      });
      await insert(inPayments, 'sandbox_charge', {
        ...{ payment_id: id, ...money, outcome: 'captured', settles_at: '2020-01-01T00:00:00Z' },
        refunded_at: refunded ? now : null,
      });
      return id;
    },
    async issue({ eventId, ticketTypeId }, { orderId, place, status = 'valid' }) {
      const id = newId();
      await insert(inTickets, 'ticket', {
        ...{ id, version: 1, status, order_id: orderId, line: 0, place, event_id: eventId },
        ...{ ticket_type_id: ticketTypeId, ticket_type_name: '', holder_id: newId() },
        ...{ holder_name: '', holder_email: '', nonce: Buffer.alloc(8) },
        short_code: id.replaceAll('-', '').slice(-10).toUpperCase(),
        issued_at: new Date().toISOString(),
      });
      return id;
    },
    async purchase(sale, quantity) {
      const paymentId = newId();
      const orderId = await ledger.order(sale, { status: 'paid', quantity, paymentId });
      await ledger.payment(orderId, { id: paymentId, amount: quantity * price });
      for (let place = 0; place < quantity; place += 1)
        await ledger.issue(sale, { orderId, place });
      return { orderId, paymentId };
    },
    async settleStock() {
      await inOrders.query(
        `update stock set held = sums.held, sold = sums.sold, revenue = sums.sold * ${price},
           available = capacity - sums.held - sums.sold
         from (select (lines->0->>'ticketTypeId')::uuid as id,
                 coalesce(sum(quantity) filter (where status = 'pending'), 0) as held,
                 coalesce(sum(quantity) filter (where status = 'paid'), 0) as sold
               from orders group by 1) as sums
         where ticket_type_id = sums.id`,
      );
    },
    async stop() {
      await bus.close();
      await busDatabase.drop();
      await Promise.all([inOrders.stop(), inPayments.stop(), inTickets.stop()]);
    },
  };
  return ledger;
}

/** A sale in which everything happened once, and all is as it must be. */
export async function sellABit(ledger: Ledger) {
  const sale = await ledger.putOnSale(20);
  const bought = await ledger.purchase(sale, 2);
  const pendingId = await ledger.order(sale, { status: 'pending' });
  const expiredId = await ledger.order(sale, { status: 'expired' });
  const amount = { amount: price, currency: 'EUR' };
  const refunds = (paymentId: string) => [
    { paymentId, amount, reason: 'sold_out', decidedAt: later, refundedAt: later },
  ];
  // Paid too late, and given back.
  const lateId = newId();
  const late = await ledger.order(sale, { status: 'expired', refunds: refunds(lateId) });
  await ledger.payment(late, { id: lateId, amount: price, refunded: true });
  // Paid and ticketed, then refunded.
  const backId = newId();
  const back = { status: 'refunded', paymentId: backId, refunds: refunds(backId) } as const;
  const refundedId = await ledger.order(sale, back);
  await ledger.payment(refundedId, { id: backId, amount: price, refunded: true });
  await ledger.issue(sale, { orderId: refundedId, place: 0, status: 'void' });
  await ledger.settleStock();
  return { ...sale, ...bought, pendingId, expiredId };
}

export type Sale = Awaited<ReturnType<typeof sellABit>>;

/** Lets faults be planted that PostgreSQL refuses. @param table of `orders` */
export const dropConstraints = ({ orders }: Ledger, table: string) =>
  orders.query(
    `do $$ declare name text; begin
       for name in select conname from pg_constraint
         where conrelid = '${table}'::regclass and contype = 'c'
       loop execute format('alter table ${table} drop constraint %I', name); end loop;
     end $$`,
  );
