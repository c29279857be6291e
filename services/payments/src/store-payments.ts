import type { FailureCode, PaymentStatus } from '@onsale/contracts/payments/messages';
import type { Sql, WorkRows } from '@onsale/runtime';
import type { PaymentRecord } from './payment.js';

interface PaymentRow {
  id: string;
  version: number;
  order_id: string;
  buyer_id: string;
  provider: string;
  status: PaymentStatus;
  amount: number;
  currency: string;
  failure_code: FailureCode | null;
  created_at: Date;
  captured_at: Date | null;
  refund_reason: PaymentRecord['refundReason'];
  refunded_at: Date | null;
  traceparent: string;
}

const columns = `id, version, order_id, buyer_id, provider, status, amount, currency, failure_code,
  created_at, captured_at, refund_reason, refunded_at, traceparent`;

const toRecord = (row: PaymentRow): PaymentRecord => ({
  id: row.id,
  version: row.version,
  orderId: row.order_id,
  buyerId: row.buyer_id,
  provider: row.provider,
  status: row.status,
  amount: { amount: row.amount, currency: row.currency },
  failureCode: row.failure_code,
  createdAt: row.created_at,
  capturedAt: row.captured_at,
  refundReason: row.refund_reason,
  refundedAt: row.refunded_at,
  traceparent: row.traceparent,
});

const instant = (date: Date | null) => date?.toISOString() ?? null;

/**
 * Records new payments, all `processing`; of several for one order the first wins.
 * @returns the ids of those that were recorded
 */
export async function insertPayments(
  sql: Sql,
  payments: readonly PaymentRecord[],
  firstCheckAt: Date,
): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    `insert into payment (id, version, order_id, buyer_id, provider, status, amount, currency,
       created_at, traceparent, card_mark, network_mark, next_try_at)
     select *, $10::timestamptz from unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[],
       $5::text[], $6::text[], $7::bigint[], $8::text[], $9::timestamptz[], $11::text[], $12::text[], $13::text[])
       as fresh (id, version, order_id)
     order by order_id -- so that two processes never wait for each other in a circle
     on conflict (order_id) where status = 'processing' do nothing
     returning id`,
    [
      payments.map((payment) => payment.id),
      payments.map((payment) => payment.version),
      payments.map((payment) => payment.orderId),
      payments.map((payment) => payment.buyerId),
      payments.map((payment) => payment.provider),
      payments.map((payment) => payment.status),
      payments.map((payment) => payment.amount.amount),
      payments.map((payment) => payment.amount.currency),
      payments.map((payment) => instant(payment.createdAt)),
      firstCheckAt,
      payments.map((payment) => payment.traceparent),
      payments.map((payment) => payment.marks?.cardMark ?? null),
      payments.map((payment) => payment.marks?.networkMark ?? null),
    ],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Takes new payments back whose order has money already: captured, and not to be given back.
 * @returns the ids of those taken back
 */
export async function withdrawPayments(
  sql: Sql,
  paymentIds: readonly string[],
): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    // Not `exists`: PostgreSQL may turn that into a join that reads every payment there is.
    `delete from payment as fresh where id = any($1::uuid[]) and (
       select true from payment as paid where paid.order_id = fresh.order_id
         and paid.status = 'captured' and paid.refund_reason is null limit 1)
     returning id`,
    [paymentIds],
  );
  return new Set(rows.map((row) => row.id));
}

/** Locks these payments until the transaction ends, always in the same order. */
export async function lockPayments(
  sql: Sql,
  paymentIds: readonly string[],
): Promise<Map<string, PaymentRecord>> {
  const rows = await sql.query<PaymentRow>(
    `select ${columns} from payment where id = any($1::uuid[]) order by id for update`,
    [paymentIds],
  );
  return new Map(rows.map((row) => [row.id, toRecord(row)]));
}

/** Writes the new states of locked payments; what never changes is left alone. */
export async function updatePayments(
  sql: Sql,
  payments: readonly PaymentRecord[],
  now: Date,
): Promise<void> {
  await sql.query(
    `update payment set version = new.version, status = new.status, amount = new.amount,
       currency = new.currency, failure_code = new.failure_code, captured_at = new.captured_at,
       refunded_at = new.refunded_at, next_try_at = $9, tries = 0
     from unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[], $5::text[], $6::text[],
       $7::timestamptz[], $8::timestamptz[])
       as new (id, version, status, amount, currency, failure_code, captured_at, refunded_at)
     where payment.id = new.id`,
    [
      payments.map((payment) => payment.id),
      payments.map((payment) => payment.version),
      payments.map((payment) => payment.status),
      payments.map((payment) => payment.amount.amount),
      payments.map((payment) => payment.amount.currency),
      payments.map((payment) => payment.failureCode),
      payments.map((payment) => instant(payment.capturedAt)),
      payments.map((payment) => instant(payment.refundedAt)),
      now,
    ],
  );
}

const queued = {
  table: 'payment',
  key: { id: 'uuid' },
  dueAt: 'next_try_at',
  tries: 'tries',
  columns,
  /** Of two calls of a provider, one after the other. */
  leaseSeconds: 15,
};

/** Payments that the provider should have answered by now. */
export const unsettledPayments = (firstPauseSeconds: number): WorkRows => ({
  ...queued,
  waiting: "status = 'processing'",
  firstPauseSeconds,
  maxPauseSeconds: 60,
});

/** Payments that are to be given back. None is ever given up: it is the buyer's money. */
export const refundsDue: WorkRows = {
  ...queued,
  waiting: "status = 'captured' and refund_reason is not null",
  firstPauseSeconds: 2,
  maxPauseSeconds: 300,
};

export const toPayments = (rows: readonly PaymentRow[]) => rows.map(toRecord);

/** The count is capped so that the query stays cheap. */
const countedRefunds = 10_000;

/** Payments that are to be given back and are not yet. */
export async function countRefundsDue(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ due: number }>(
    `select count(*) as due from (
       select from payment where status = 'captured' and refund_reason is not null
       limit ${countedRefunds}) as payment`,
  );
  return row?.due ?? 0;
}

/** @returns undefined when there is none, or it is another buyer's */
export async function readPayment(
  sql: Sql,
  paymentId: string,
  buyerId: string,
): Promise<PaymentRecord | undefined> {
  const [row] = await sql.query<PaymentRow>(
    `select ${columns} from payment where id = $1 and buyer_id = $2`,
    [paymentId, buyerId],
  );
  return row && toRecord(row);
}

/** A buyer's payments for one order, newest first. */
export async function listOrderPayments(
  sql: Sql,
  orderId: string,
  buyerId: string,
  limit: number,
): Promise<PaymentRecord[]> {
  const rows = await sql.query<PaymentRow>(
    `select ${columns} from payment where order_id = $1 and buyer_id = $2
     order by id desc limit $3`,
    [orderId, buyerId, limit],
  );
  return rows.map(toRecord);
}
