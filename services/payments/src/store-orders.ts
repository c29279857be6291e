import type { OrderState, RefundDue } from '@onsale/contracts/orders/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import { columnsOf, type Sql } from '@onsale/runtime';
import type { PayableOrder } from './payable-order.js';

/** An order, and the trace of its message. */
export type TracedOrder = AsRead<OrderState> & { readonly traceparent: string | null };

interface OrderRow extends Omit<PayableOrder, 'total'> {
  readonly total: number;
  readonly currency: string;
}

const columns = columnsOf<OrderRow>({
  id: 'id',
  version: 'version',
  status: 'status',
  buyerId: 'buyer_id',
  total: 'total',
  currency: 'currency',
  expiresAt: 'expires_at',
  traceparent: 'traceparent',
});

const toRow = ({ total, ...order }: PayableOrder): OrderRow => ({
  ...order,
  total: total.amount,
  currency: total.currency,
});

/**
 * Stores the highest version of each order, and the trace of its first message. Also stores a
 * status that this release does not know; `payable-order.ts` decides what it means.
 */
export async function keepOrders(sql: Sql, orders: readonly TracedOrder[]): Promise<void> {
  await sql.query(
    `insert into payable_order as known (${columns.list})
     select ${columns.list} from json_populate_recordset(null::payable_order, $1)
     order by id -- so that two processes never wait for each other in a circle
     on conflict (id) do update set ${columns.only('version', 'status').from('excluded')}
     where excluded.version > known.version`,
    [columns.json(orders.map((order) => toRow(toPayable(order))))],
  );
}

/** The order as this service stores it. */
export const toPayable = (order: TracedOrder): PayableOrder => ({
  id: order.orderId,
  version: order.version,
  status: order.status,
  buyerId: order.buyer.accountId,
  total: order.total,
  expiresAt: new Date(order.expiresAt),
  traceparent: order.traceparent,
});

/** A refund that `orders` decided, with its order. */
export type DecidedRefund = Pick<RefundDue, 'paymentId' | 'reason'> & { readonly orderId: string };

/**
 * Records refunds on their payments, once each. A reason that this release does not know is stored,
 * carried out and published again.
 * @returns how many were new
 */
export async function recordRefundsDue(
  sql: Sql,
  refunds: readonly DecidedRefund[],
  now: Date,
): Promise<number> {
  const rows = await sql.query(
    `with due as (
       select payment.id, decided.reason
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as decided (payment_id, order_id, reason)
       join payment on payment.id = decided.payment_id and payment.order_id = decided.order_id
       where payment.refund_reason is null
       order by payment.id for update of payment)
     update payment set refund_reason = due.reason, version = version + 1, next_try_at = $4,
       tries = 0
     from due where payment.id = due.id
     returning payment.id`,
    [
      refunds.map((refund) => refund.paymentId),
      refunds.map((refund) => refund.orderId),
      refunds.map((refund) => refund.reason),
      now,
    ],
  );
  return rows.length;
}

/** The orders that have arrived here, by id. */
export async function readOrders(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, PayableOrder>> {
  const rows = await sql.query<OrderRow>(
    `select ${columns.fields} from payable_order where id = any($1::uuid[])`,
    [orderIds],
  );
  return new Map(
    rows.map(({ total, currency, ...row }) => [
      row.id,
      { ...row, total: { amount: total, currency } },
    ]),
  );
}
