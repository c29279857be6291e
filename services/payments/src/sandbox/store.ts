import type { FailureCode } from '@onsale/contracts/payments/messages';
import { columnsOf, type Sql, type WorkRows } from '@onsale/runtime';
import type { Charge, PaymentUpdate } from '../provider.js';
import type { Verdict } from './cards.js';

export type JudgedCharge = Pick<Charge, 'paymentId' | 'amount'> & Verdict;

const leaseSeconds = 10;

interface ChargeRow {
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
  readonly outcome: 'captured' | 'failed';
  readonly failureCode: FailureCode | null;
  readonly settlesAt: Date;
  readonly refundedAt: Date | null;
}

const columns = columnsOf<ChargeRow>({
  paymentId: 'payment_id',
  amount: 'amount',
  currency: 'currency',
  outcome: 'outcome',
  failureCode: 'failure_code',
  settlesAt: 'settles_at',
  refundedAt: 'refunded_at',
});

const toRow = ({ amount: { amount, currency }, ...charge }: JudgedCharge): ChargeRow => ({
  ...charge,
  amount,
  currency,
  refundedAt: null,
});

/**
 * Records charges, one per payment, each with its update to deliver.
 * @param claimUntil the caller claims updates of charges that settle by then; null: claims none
 * @returns the claimed deliveries
 */
export async function insertCharges(
  sql: Sql,
  charges: readonly JudgedCharge[],
  claimUntil: Date | null,
): Promise<Delivery[]> {
  const rows = await sql.query<{ payment_id: string; attempts: number }>(
    `with booked as (
       insert into sandbox_charge (${columns.list})
       select ${columns.list} from json_populate_recordset(null::sandbox_charge, $1)
       on conflict do nothing
       returning payment_id, settles_at, coalesce(settles_at <= $2::timestamptz, false) as claimed)
     insert into sandbox_delivery (payment_id, news, occurs_at, next_attempt_at, attempts)
     select payment_id, 'settled', settles_at,
       case when claimed then $2 + make_interval(secs => ${leaseSeconds}) else settles_at end, claimed::int
     from booked
     returning payment_id, attempts`,
    [columns.json(charges.map(toRow)), claimUntil],
  );
  const claimed = new Set(rows.filter((row) => row.attempts > 0).map((row) => row.payment_id));
  return charges
    .filter((charge) => claimed.delete(charge.paymentId))
    .map((charge) => ({ kind: 'settled', update: settledUpdate(charge) }));
}

const settledUpdate = (charge: JudgedCharge): PaymentUpdate => {
  const base = { paymentId: charge.paymentId, at: charge.settlesAt };
  return charge.outcome === 'captured'
    ? { ...base, status: 'captured', amount: charge.amount }
    : { ...base, status: 'failed', failureCode: charge.failureCode };
};

/** Refunds captured charges, once each. */
export async function refundCharges(
  sql: Sql,
  paymentIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql.query(
    `with refunded as (
       update sandbox_charge set refunded_at = $2
       where payment_id = any($1::uuid[]) and outcome = 'captured' and settles_at <= $2
         and refunded_at is null
       returning payment_id)
     insert into sandbox_delivery (payment_id, news, occurs_at, next_attempt_at)
     select payment_id, 'refunded', $2, $2 from refunded`,
    [paymentIds, now],
  );
}

export type FoundCharge = { readonly settled: PaymentUpdate; readonly refundedAt: Date | null };

const toFound = ({ amount, currency, refundedAt, ...row }: ChargeRow): FoundCharge => {
  const paid = { paymentId: row.paymentId, amount: { amount, currency } };
  const verdict: Verdict =
    row.failureCode === null
      ? { outcome: 'captured', failureCode: null, settlesAt: row.settlesAt }
      : { outcome: 'failed', failureCode: row.failureCode, settlesAt: row.settlesAt };
  return { settled: settledUpdate({ ...paid, ...verdict }), refundedAt };
};

/** The charges of these payments, by payment id. */
export async function readCharges(
  sql: Sql,
  paymentIds: readonly string[],
): Promise<Map<string, FoundCharge>> {
  const rows = await sql.query<ChargeRow>(
    `select ${columns.fields} from sandbox_charge where payment_id = any($1::uuid[])`,
    [paymentIds],
  );
  return new Map(rows.map((row) => [row.paymentId, toFound(row)]));
}

export interface Delivery {
  readonly kind: 'settled' | 'refunded';
  readonly update: PaymentUpdate;
}

/**
 * Updates that the receiver has not accepted yet. A claim is done or postponed within ten seconds.
 */
export const waitingDeliveries: WorkRows = {
  table: 'sandbox_delivery',
  key: { payment_id: 'uuid', news: 'text' },
  waiting: 'true',
  dueAt: 'next_attempt_at',
  tries: 'attempts',
  columns: 'payment_id, news',
  leaseSeconds,
  firstPauseSeconds: 0.25,
  maxPauseSeconds: 60,
  maxTries: 6_000, // for more than three days
};

export interface DeliveryRow {
  readonly payment_id: string;
  readonly news: Delivery['kind'];
}

export const keyOf = ({ kind, update }: Delivery) => ({ payment_id: update.paymentId, news: kind });

/** The updates of these deliveries. */
export async function readDeliveries(sql: Sql, rows: readonly DeliveryRow[]): Promise<Delivery[]> {
  const charges = await readCharges(
    sql,
    rows.map((row) => row.payment_id),
  );
  return rows.flatMap(({ payment_id: paymentId, news: kind }): Delivery[] => {
    const charge = charges.get(paymentId);
    if (!charge) return [];
    const { settled, refundedAt } = charge;
    return kind === 'refunded' && refundedAt !== null
      ? [{ kind, update: { paymentId, at: refundedAt, status: 'refunded' } }]
      : [{ kind, update: settled }];
  });
}

/** Deletes deliveries that were accepted. */
export async function endDeliveries(sql: Sql, deliveries: readonly Delivery[]): Promise<void> {
  await sql.query(
    `delete from sandbox_delivery where (payment_id, news) in (
       select * from unnest($1::uuid[], $2::text[]))`,
    [deliveries.map(({ update }) => update.paymentId), deliveries.map(({ kind }) => kind)],
  );
}
