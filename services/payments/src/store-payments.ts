import { columnsOf, type Sql, type WorkRows } from '@onsale/runtime';
import type { Marks } from './card-attempts.js';
import type { PaymentRecord } from './payment.js';

interface PaymentRow extends Omit<PaymentRecord, 'amount' | 'marks'> {
  readonly amount: number;
  readonly currency: string;
}

const written = columnsOf<PaymentRow & Partial<Marks>>({
  id: 'id',
  version: 'version',
  orderId: 'order_id',
  buyerId: 'buyer_id',
  provider: 'provider',
  status: 'status',
  amount: 'amount',
  currency: 'currency',
  failureCode: 'failure_code',
  createdAt: 'created_at',
  capturedAt: 'captured_at',
  refundReason: 'refund_reason',
  refundedAt: 'refunded_at',
  traceparent: 'traceparent',
  cardMark: 'card_mark',
  networkMark: 'network_mark',
});
const columns = written.but('cardMark', 'networkMark');
/** The other columns never change, or change in another statement. */
const changing = written.only(
  'version',
  'status',
  'amount',
  'currency',
  'failureCode',
  'capturedAt',
  'refundedAt',
);

const toRecord = ({ amount, currency, ...row }: PaymentRow): PaymentRecord => ({
  ...row,
  amount: { amount, currency },
});

const toRow = ({ amount: { amount, currency }, marks, ...record }: PaymentRecord) => ({
  ...record,
  ...marks,
  amount,
  currency,
});

/**
 * Records new payments as `processing`; of several for one order only the first.
 * @returns the ids of the recorded payments
 */
export async function insertPayments(
  sql: Sql,
  payments: readonly PaymentRecord[],
  firstCheckAt: Date,
): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    `insert into payment (${written.list}, next_try_at)
     select ${written.list}, $2::timestamptz from json_populate_recordset(null::payment, $1)
     order by order_id -- so that two processes never wait for each other in a circle
     on conflict (order_id) where status = 'processing' do nothing
     returning id`,
    [written.json(payments.map(toRow)), firstCheckAt],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Deletes new payments whose order already has a captured payment that is not refunded.
 * @returns the ids of the deleted payments
 */
export async function withdrawPayments(
  sql: Sql,
  paymentIds: readonly string[],
): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    // Not `exists`, which PostgreSQL may turn into a join that reads all payments.
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
    `select ${columns.fields} from payment where id = any($1::uuid[]) order by id for update`,
    [paymentIds],
  );
  return new Map(rows.map((row) => [row.id, toRecord(row)]));
}

/** Writes the new states of locked payments, except columns that never change. */
export async function updatePayments(
  sql: Sql,
  payments: readonly PaymentRecord[],
  now: Date,
): Promise<void> {
  await sql.query(
    // By the ids too: for the JSON alone PostgreSQL plans to read every payment there is.
    `update payment set ${changing.from('new')}, next_try_at = $2, tries = 0
     from json_populate_recordset(null::payment, $1) as new
     where payment.id = new.id and payment.id = any($3::uuid[])`,
    [columns.json(payments.map(toRow)), now, payments.map(({ id }) => id)],
  );
}

const queued = {
  table: 'payment',
  key: { id: 'uuid' },
  dueAt: 'next_try_at',
  tries: 'tries',
  columns: columns.fields,
  /** Enough for two calls of a provider in sequence. */
  leaseSeconds: 15,
};

/** Payments without an outcome from their provider yet. */
export const unsettledPayments = (firstPauseSeconds: number): WorkRows => ({
  ...queued,
  waiting: "status = 'processing'",
  firstPauseSeconds,
  maxPauseSeconds: 60,
});

/** Payments that must be refunded. None is ever given up: it is the buyer's money. */
export const refundsDue: WorkRows = {
  ...queued,
  waiting: "status = 'captured' and refund_reason is not null",
  firstPauseSeconds: 2,
  maxPauseSeconds: 300,
};

export const toPayments = (rows: readonly PaymentRow[]) => rows.map(toRecord);

/** The count is capped so that the query stays cheap. */
const countedRefunds = 10_000;

/** Counts payments that must be refunded and are not yet. */
export async function countRefundsDue(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ due: number }>(
    `select count(*) as due from (
       select from payment where status = 'captured' and refund_reason is not null
       limit ${countedRefunds}) as payment`,
  );
  return row?.due ?? 0;
}

/** @returns the existing payments, by id */
export async function readPayments(
  sql: Sql,
  paymentIds: readonly string[],
): Promise<Map<string, PaymentRecord>> {
  const rows = await sql.query<PaymentRow>(
    `select ${columns.fields} from payment where id = any($1::uuid[])`,
    [paymentIds],
  );
  return new Map(rows.map((row) => [row.id, toRecord(row)]));
}

/** @returns undefined if there is none, or it belongs to another buyer */
export async function readPayment(
  sql: Sql,
  paymentId: string,
  buyerId: string,
): Promise<PaymentRecord | undefined> {
  const [row] = await sql.query<PaymentRow>(
    `select ${columns.fields} from payment where id = $1 and buyer_id = $2`,
    [paymentId, buyerId],
  );
  return row && toRecord(row);
}

/** An order, and the account that asks for its payments. */
export interface AskedOrder {
  readonly orderId: string;
  readonly buyerId: string;
}

/**
 * The last `limit` payments for each of these orders, newest first.
 * @returns a list at the same index; empty for an order of another buyer
 */
export async function listOrderPayments(
  sql: Sql,
  asked: readonly AskedOrder[],
  limit: number,
): Promise<PaymentRecord[][]> {
  const rows = await sql.query<PaymentRow & { at: number }>(
    `select at::int, found.* from unnest($1::uuid[], $2::uuid[]) with ordinality
       as asked (asked_order, asked_buyer, at)
     cross join lateral (
       select ${columns.fields} from payment where order_id = asked_order and buyer_id = asked_buyer
       order by payment.id desc limit $3) as found
     order by at, found.id desc`,
    [asked.map(({ orderId }) => orderId), asked.map(({ buyerId }) => buyerId), limit],
  );
  const found: PaymentRecord[][] = asked.map(() => []);
  for (const { at, ...row } of rows) found[at - 1]?.push(toRecord(row));
  return found;
}
