import type { FailureCode } from '@onsale/contracts/payments/messages';
import type { Sql } from '@onsale/runtime';
import type { Charge, ProviderNews } from '../provider.js';
import type { Verdict } from './cards.js';

export type JudgedCharge = Pick<Charge, 'paymentId' | 'amount'> & Verdict;

/** Whoever claims a delivery has so long to end or postpone it; then it is due again. */
const claim = "interval '10 seconds'";

/**
 * Books charges, once a payment each, and with each the news that will have to be delivered.
 * @param claimUntil the caller claims the news of what has settled by then; null: none of it
 * @returns what is claimed
 */
export async function insertCharges(
  sql: Sql,
  charges: readonly JudgedCharge[],
  claimUntil: Date | null,
): Promise<Delivery[]> {
  const rows = await sql.query<{ payment_id: string; attempts: number }>(
    `with booked as (
       insert into sandbox_charge (payment_id, amount, currency, outcome, failure_code, settles_at)
       select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[],
         $6::timestamptz[])
       on conflict do nothing
       returning payment_id, settles_at, coalesce(settles_at <= $7::timestamptz, false) as claimed)
     insert into sandbox_delivery (payment_id, news, occurs_at, next_attempt_at, attempts)
     select payment_id, 'settled', settles_at,
       case when claimed then $7 + ${claim} else settles_at end, claimed::int
     from booked
     returning payment_id, attempts`,
    [
      charges.map((charge) => charge.paymentId),
      charges.map((charge) => charge.amount.amount),
      charges.map((charge) => charge.amount.currency),
      charges.map((charge) => charge.outcome),
      charges.map((charge) => charge.failureCode),
      charges.map((charge) => charge.settlesAt.toISOString()),
      claimUntil,
    ],
  );
  const claimed = new Set(rows.filter((row) => row.attempts > 0).map((row) => row.payment_id));
  return charges
    .filter((charge) => claimed.delete(charge.paymentId))
    .map((charge) => ({ kind: 'settled', news: settledNews(charge) }));
}

const settledNews = (charge: JudgedCharge): ProviderNews => {
  const base = { paymentId: charge.paymentId, at: charge.settlesAt };
  return charge.outcome === 'captured'
    ? { ...base, status: 'captured', amount: charge.amount }
    : { ...base, status: 'failed', failureCode: charge.failureCode };
};

/** Gives captured charges back, once each. */
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

interface ChargeRow {
  payment_id: string;
  amount: number;
  currency: string;
  outcome: 'captured' | 'failed';
  failure_code: FailureCode | null;
  settles_at: Date;
  refunded_at: Date | null;
}

const chargeColumns =
  'charge.payment_id, amount, currency, outcome, failure_code, settles_at, refunded_at';

export type FoundCharge = { readonly settled: ProviderNews; readonly refundedAt: Date | null };

const toFound = (row: ChargeRow): FoundCharge => {
  const paid = {
    paymentId: row.payment_id,
    amount: { amount: row.amount, currency: row.currency },
  };
  const verdict: Verdict =
    row.failure_code === null
      ? { outcome: 'captured', failureCode: null, settlesAt: row.settles_at }
      : { outcome: 'failed', failureCode: row.failure_code, settlesAt: row.settles_at };
  return { settled: settledNews({ ...paid, ...verdict }), refundedAt: row.refunded_at };
};

/** The charges of these payments, by payment id. */
export async function readCharges(
  sql: Sql,
  paymentIds: readonly string[],
): Promise<Map<string, FoundCharge>> {
  const rows = await sql.query<ChargeRow>(
    `select ${chargeColumns} from sandbox_charge as charge where payment_id = any($1::uuid[])`,
    [paymentIds],
  );
  return new Map(rows.map((row) => [row.payment_id, toFound(row)]));
}

export interface Delivery {
  readonly kind: 'settled' | 'refunded';
  readonly news: ProviderNews;
}

/** Claims due deliveries, longest due first. */
export async function claimDeliveries(sql: Sql, now: Date, limit: number): Promise<Delivery[]> {
  const rows = await sql.query<ChargeRow & { news: Delivery['kind'] }>(
    `update sandbox_delivery as delivery
     set attempts = attempts + 1, next_attempt_at = $1::timestamptz + ${claim}
     from sandbox_charge as charge
     where charge.payment_id = delivery.payment_id and (delivery.payment_id, news) in (
       select payment_id, news from sandbox_delivery where next_attempt_at <= $1
       order by next_attempt_at limit $2 for update skip locked)
     returning news, ${chargeColumns}`,
    [now, limit],
  );
  return rows.map((row) => {
    const { settled, refundedAt } = toFound(row);
    return row.news === 'refunded' && refundedAt !== null
      ? { kind: row.news, news: { paymentId: row.payment_id, at: refundedAt, status: 'refunded' } }
      : { kind: row.news, news: settled };
  });
}

/** Forgets deliveries that arrived. */
export async function endDeliveries(sql: Sql, deliveries: readonly Delivery[]): Promise<void> {
  await sql.query(
    `delete from sandbox_delivery where (payment_id, news) in (
       select * from unnest($1::uuid[], $2::text[]))`,
    [deliveries.map(({ news }) => news.paymentId), deliveries.map(({ kind }) => kind)],
  );
}

/** Has deliveries come again after a growing pause (0.25 s, up to a minute), for three days. */
export async function postponeDeliveries(
  sql: Sql,
  deliveries: readonly Delivery[],
  now: Date,
): Promise<void> {
  await sql.query(
    `update sandbox_delivery set next_attempt_at = case
       when occurs_at < $3::timestamptz - interval '3 days' then 'infinity'
       else $3::timestamptz + least(interval '1 minute',
         interval '125 milliseconds' * 2 ^ least(attempts, 20)) end
     where (payment_id, news) in (select * from unnest($1::uuid[], $2::text[]))`,
    [deliveries.map(({ news }) => news.paymentId), deliveries.map(({ kind }) => kind), now],
  );
}
