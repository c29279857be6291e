import type { Message } from '@onsale/contracts/message';
import type { OrderLine, RefundDue } from '@onsale/contracts/orders/messages';
import type { Sql } from '@onsale/runtime';
import { expect } from 'vitest';

interface StockRow {
  readonly id: string;
  readonly version: number;
  readonly capacity: number;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  readonly revenue: number;
  /** By ticket type, if several share the places. */
  readonly shares: Readonly<Record<string, Sold>> | null;
}

interface Sold {
  readonly held: number;
  readonly sold: number;
  readonly revenue: number;
}

interface TypeRow {
  readonly id: string;
  readonly poolId: string;
  readonly most: number | null;
}

export interface OrderRow {
  readonly id: string;
  readonly buyer_id: string;
  readonly idempotency_key: string;
  readonly version: number;
  readonly status: 'pending' | 'paid' | 'expired' | 'cancelled' | 'refunded';
  readonly event_id: string;
  readonly lines: readonly OrderLine[];
  readonly total: number;
  readonly currency: string;
  readonly expires_at: Date;
  readonly payment_id: string | null;
  readonly refunds: readonly RefundDue[];
}

/** The contents of the tables about some events. */
export interface Books {
  readonly stock: ReadonlyMap<string, StockRow>;
  readonly types: ReadonlyMap<string, TypeRow>;
  readonly orders: readonly OrderRow[];
  /** From the outbox, in the order in which they were written. */
  readonly messages: readonly Message<string, { version: number }>[];
}

/** @param afterOutboxId only later rows of the outbox are read */
export async function readBooks(
  sql: Sql,
  eventIds: readonly string[],
  afterOutboxId: number,
): Promise<Books> {
  const stock = await sql.query<StockRow>(
    `select ticket_type_id as id, version, capacity, available, held, sold, revenue, shares
     from stock
     where event_id = any($1::uuid[])`,
    [eventIds],
  );
  const types = await sql.query<TypeRow>(
    `select id, coalesce(pool_id, id) as "poolId", pool_limit as most from ticket_type
     where event_id = any($1::uuid[])`,
    [eventIds],
  );
  const orders = await sql.query<OrderRow>(
    `select id, buyer_id, idempotency_key, version, status, event_id, lines, total, currency,
       expires_at, payment_id, refunds
     from orders where event_id = any($1::uuid[]) order by id`,
    [eventIds],
  );
  const rows = await sql.query<{ messages: string }>(
    'select messages::text from outbox where id > $1 order by id',
    [afterOutboxId],
  );
  const subjects = new Set([...stock, ...orders].map((row) => row.id));
  return {
    stock: new Map(stock.map((row) => [row.id, row])),
    types: new Map(types.map((row) => [row.id, row])),
    orders,
    messages: rows
      .flatMap((row) => JSON.parse(row.messages) as Message<string, { version: number }>[])
      .filter((message) => subjects.has(message.subject)),
  };
}

export interface CapturedPayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
}

/**
 * Checks what must be true whatever happened, in whichever order. @param payments captured, and
 * delivered to the service
 */
export function assertBooks(books: Books, payments: readonly CapturedPayment[]): void {
  for (const stock of books.stock.values()) assertStock(stock, books);
  const keys = books.orders.map((order) => `${order.buyer_id} ${order.idempotency_key}`);
  expect(new Set(keys).size, 'one order per key').toBe(keys.length);
  assertMoney(books.orders, payments);
  assertMessages(books);
}

/** The sums of held and bought tickets over the ticket types for which `isMeant` returns true. */
function addUp(orders: readonly OrderRow[], isMeant: (ticketTypeId: string) => boolean): Sold {
  const of = (status: OrderRow['status']) =>
    orders
      .filter((order) => order.status === status)
      .flatMap((order) => order.lines.filter((line) => isMeant(line.ticketTypeId)));
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  return {
    held: sum(of('pending').map((line) => line.quantity)),
    sold: sum(of('paid').map((line) => line.quantity)),
    revenue: sum(of('paid').map((line) => line.quantity * line.unitPrice.amount)),
  };
}

/** Whether there are places for these tickets according to the tables. */
export function hasPlacesFor(
  { stock, types }: Books,
  lines: readonly Pick<OrderLine, 'ticketTypeId' | 'quantity'>[],
): boolean {
  const inPool = new Map<string, number>();
  return lines.every(({ ticketTypeId, quantity }) => {
    const { poolId, most } = types.get(ticketTypeId) ?? { poolId: ticketTypeId, most: null };
    const pool = stock.get(poolId);
    const part = pool?.shares?.[ticketTypeId];
    const limit = most === null ? quantity : most - (part?.held ?? 0) - (part?.sold ?? 0);
    inPool.set(poolId, (inPool.get(poolId) ?? 0) + quantity);
    return quantity <= limit && (inPool.get(poolId) ?? 0) <= (pool?.available ?? 0);
  });
}

function assertStock(stock: StockRow, { orders, types }: Books): void {
  const { id, capacity, available, held, sold, revenue } = stock;
  expect(Math.min(available, held, sold), `nothing negative of ${id}`).toBeGreaterThanOrEqual(0);
  expect(available + held + sold, `available + held + sold of ${id}`).toBe(capacity);
  const inPool = (typeId: string) => types.get(typeId)?.poolId === id;
  expect({ held, sold, revenue }, `what is sold of the places of ${id}`).toEqual(
    addUp(orders, inPool),
  );
  for (const { id: typeId, poolId } of types.values()) {
    if (poolId !== id || typeId === id) continue;
    const share = stock.shares?.[typeId] ?? { held: 0, sold: 0, revenue: 0 };
    expect(share, `what of it is sold as ${typeId}`).toEqual(
      addUp(orders, (one) => one === typeId),
    );
  }
}

function assertMoney(orders: readonly OrderRow[], payments: readonly CapturedPayment[]): void {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const captured = new Map(payments.map((payment) => [payment.paymentId, payment]));
  for (const { id, status, total, payment_id } of orders) {
    if (status !== 'paid' || total === 0) continue;
    expect(captured.get(payment_id ?? ''), `the payment of the paid order ${id}`).toMatchObject({
      orderId: id,
      amount: total,
    });
  }
  for (const { paymentId, orderId, amount, currency } of payments) {
    const order = byId.get(orderId);
    if (!order) throw new Error(`payment ${paymentId} is of order ${orderId}, which is not there`);
    const refunds = order.refunds.filter((refund) => refund.paymentId === paymentId);
    const bought = order.payment_id === paymentId;
    // A payment that bought tickets is refunded only when the event was cancelled.
    const expected = bought && order.status === 'paid' ? 0 : 1;
    expect(refunds.length, `refunds of payment ${paymentId}`).toBe(expected);
    for (const refund of refunds) {
      expect(refund.amount).toEqual({ amount, currency });
      if (bought) expect(refund.reason).toBe('event_cancelled');
    }
  }
}

/**
 * Checks that the last message of each stock and order equals its row, and that versions only grow.
 */
function assertMessages({ stock, orders, messages }: Books): void {
  const last = new Map<string, Message<string, { version: number }>>();
  for (const message of messages) {
    const before = last.get(message.subject)?.data.version ?? 0;
    expect(message.data.version, `version after ${before}: ${message.type}`).toBeGreaterThan(
      before,
    );
    last.set(message.subject, message);
  }
  for (const { id, version, capacity, available, held, sold } of stock.values()) {
    const said = { ticketTypeId: id, version, capacity, available, held, sold };
    expect(last.get(id)?.data, `last message of stock ${id}`).toMatchObject(said);
  }
  for (const order of orders) {
    expect(last.get(order.id)?.data, `last message of order ${order.id}`).toMatchObject({
      orderId: order.id,
      version: order.version,
      status: order.status,
      paymentId: order.payment_id,
      refunds: order.refunds,
    });
  }
}
