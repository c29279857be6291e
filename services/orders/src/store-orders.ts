import type {
  OrderLine,
  OrderState,
  OrderStatus,
  RefundDue,
} from '@onsale/contracts/orders/messages';
import { hasEveryWord, type PersonWord, type Sql, type Transaction } from '@onsale/runtime';

interface OrderRow {
  id: string;
  buyer_id: string;
  version: number;
  status: OrderStatus;
  event_id: string;
  event_title: string;
  buyer_name: string;
  buyer_email: string;
  lines: OrderLine[];
  total: number;
  currency: string;
  placed_at: Date;
  expires_at: Date;
  paid_at: Date | null;
  payment_id: string | null;
  refunds: RefundDue[];
}

const orderColumns = `id, buyer_id, version, status, event_id, event_title, buyer_name, buyer_email,
  lines, total, currency, placed_at, expires_at, paid_at, payment_id, refunds`;

const toState = (row: OrderRow): OrderState => ({
  orderId: row.id,
  version: row.version,
  status: row.status,
  eventId: row.event_id,
  eventTitle: row.event_title,
  buyer: { accountId: row.buyer_id, name: row.buyer_name, email: row.buyer_email },
  lines: row.lines,
  total: { amount: row.total, currency: row.currency },
  placedAt: row.placed_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  paidAt: row.paid_at?.toISOString() ?? null,
  paymentId: row.payment_id,
  refunds: row.refunds,
});

/** An order with the key it was placed under. */
export interface KeyedOrder {
  readonly idempotencyKey: string;
  readonly requestDigest: string;
  readonly order: OrderState;
}

/** An order that has not been written yet. */
export interface NewOrder extends KeyedOrder {
  /** Its number among the buyer's unpaid orders; null: it is paid. */
  readonly unpaidSlot: number | null;
}

const quantityOf = (order: OrderState) => order.lines.reduce((sum, line) => sum + line.quantity, 0);

/**
 * Inserts orders. The hot path lists its columns by hand, here and in `store-stock.ts`, because an
 * array per column costs a hold less than JSON. The transaction fails (23505) if another process
 * has meanwhile used a key or a slot.
 */
export function insertOrders(sql: Transaction, placed: readonly NewOrder[]): void {
  if (placed.length === 0) return;
  const orders = placed.map(({ order }) => order);
  sql.send(
    `insert into orders (${orderColumns}, idempotency_key, request_digest, quantity,
       unpaid_slot)
     select * from unnest(
       $1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[],
       $9::jsonb[], $10::bigint[], $11::text[], $12::timestamptz[], $13::timestamptz[],
       $14::timestamptz[], $15::uuid[], $16::jsonb[], $17::text[], $18::text[], $19::int[], $20::int[])`,
    [
      orders.map((order) => order.orderId),
      orders.map((order) => order.buyer.accountId),
      orders.map((order) => order.version),
      orders.map((order) => order.status),
      orders.map((order) => order.eventId),
      orders.map((order) => order.eventTitle),
      orders.map((order) => order.buyer.name),
      orders.map((order) => order.buyer.email),
      orders.map((order) => JSON.stringify(order.lines)),
      orders.map((order) => order.total.amount),
      orders.map((order) => order.total.currency),
      orders.map((order) => order.placedAt),
      orders.map((order) => order.expiresAt),
      orders.map((order) => order.paidAt),
      orders.map((order) => order.paymentId),
      orders.map((order) => JSON.stringify(order.refunds)),
      placed.map((one) => one.idempotencyKey),
      placed.map((one) => one.requestDigest),
      orders.map(quantityOf),
      placed.map((one) => one.unpaidSlot),
    ],
  );
}

/** Writes the new states of locked orders, except columns that never change. */
export function updateOrders(sql: Transaction, orders: readonly OrderState[]): void {
  if (orders.length === 0) return;
  sql.send(
    `update orders set version = new.version, status = new.status, paid_at = new.paid_at,
       payment_id = new.payment_id, refunds = new.refunds
     from unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::uuid[], $6::jsonb[])
       as new (id, version, status, paid_at, payment_id, refunds)
     where orders.id = new.id`,
    [
      orders.map((order) => order.orderId),
      orders.map((order) => order.version),
      orders.map((order) => order.status),
      orders.map((order) => order.paidAt),
      orders.map((order) => order.paymentId),
      orders.map((order) => JSON.stringify(order.refunds)),
    ],
  );
}

/** Locks these orders until the transaction ends, always in the same order. */
export async function lockOrders(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, OrderState>> {
  const rows = await sql.query<OrderRow>(
    `select ${orderColumns} from orders where id = any($1::uuid[]) order by id for update`,
    [orderIds],
  );
  return new Map(rows.map((row) => [row.id, toState(row)]));
}

/** The orders placed under these keys; buyer and key at the same index belong together. */
export async function readOrdersByKey(
  sql: Sql,
  buyerIds: readonly string[],
  idempotencyKeys: readonly string[],
): Promise<KeyedOrder[]> {
  const rows = await sql.query<OrderRow & { idempotency_key: string; request_digest: string }>(
    `select ${orderColumns}, idempotency_key, request_digest
     from unnest($1::uuid[], $2::text[]) as asked (asked_buyer, asked_key)
     join orders on buyer_id = asked_buyer and idempotency_key = asked_key`,
    [buyerIds, idempotencyKeys],
  );
  return rows.map((row) => ({
    idempotencyKey: row.idempotency_key,
    requestDigest: row.request_digest,
    order: toState(row),
  }));
}

/** @returns the existing orders, by id */
export async function readOrders(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, OrderState>> {
  const rows = await sql.query<OrderRow>(
    `select ${orderColumns} from orders where id = any($1::uuid[])`,
    [orderIds],
  );
  return new Map(rows.map((row) => [row.id, toState(row)]));
}

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A buyer's orders before `beforeId`, newest first (ids are in order of time). */
export async function listBuyerOrders(
  sql: Sql,
  buyerId: string,
  beforeId: string | undefined,
  limit: number,
): Promise<OrderState[]> {
  const rows = await sql.query<OrderRow>(
    `select ${orderColumns} from orders where buyer_id = $1 and id < $2 order by id desc limit $3`,
    [buyerId, beforeId ?? lastId, limit],
  );
  return rows.map(toState);
}

/**
 * An event's orders that have this status, if given, and contain each of the words, newest first.
 */
export async function listOrdersOfEvent(
  sql: Sql,
  eventId: string,
  page: {
    status: OrderStatus | undefined;
    words: readonly PersonWord[];
    /** Whether a letter may be wrong. */
    slips: boolean;
    beforeId: string | undefined;
    limit: number;
  },
): Promise<OrderState[]> {
  const where = { name: 'buyer_name', email: 'buyer_email', ids: ['id'] };
  // The array with one id and the order by it force the index on event and id. With a plain
  // equality the planner may scan the orders of all events until it has a page.
  const rows = await sql.query<OrderRow>(
    `select ${orderColumns} from orders
     where event_id = any($1::uuid[]) and ($2::text is null or status = $2) and id < $3
       and ${hasEveryWord('$4', where, page)}
     order by event_id desc, id desc limit $5`,
    [
      [eventId],
      page.status ?? null,
      page.beforeId ?? lastId,
      JSON.stringify(page.words),
      page.limit,
    ],
  );
  return rows.map(toState);
}

/** Overdue pending orders, longest overdue first. */
export async function listOverdueOrders(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from orders where status = 'pending' and expires_at <= $1
     order by expires_at limit $2`,
    [now, limit],
  );
  return rows.map((row) => row.id);
}

/** Orders of these events that hold or have bought tickets, after `afterId`, by id. */
export async function listLiveOrders(
  sql: Sql,
  eventIds: readonly string[],
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from orders
     where event_id = any($1::uuid[]) and status in ('pending', 'paid') and id > $2
     order by id limit $3`,
    [eventIds, afterId, limit],
  );
  return rows.map((row) => row.id);
}
