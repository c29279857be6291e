import type { Sales } from '@onsale/contracts/orders/http';
import type { OrderStatus } from '@onsale/contracts/orders/messages';
import type { Sql } from '@onsale/runtime';

/** The number of orders of an event in each status. */
export async function countOrders(sql: Sql, eventId: string): Promise<Record<OrderStatus, number>> {
  const rows = await sql.query<{ status: OrderStatus; count: number }>(
    'select status, count(*) as count from orders where event_id = $1 group by status',
    [eventId],
  );
  const counts = { pending: 0, paid: 0, expired: 0, cancelled: 0, refunded: 0 };
  for (const row of rows) counts[row.status] = row.count;
  return counts;
}

/** The time between the first and the last payment of paid orders; 0: none. */
export async function readSpanSeconds(sql: Sql, eventId: string): Promise<number> {
  const [row] = await sql.query<{ seconds: number | null }>(
    `select extract(epoch from max(paid_at) - min(paid_at))::float8 as seconds
     from orders where event_id = $1 and status = 'paid'`,
    [eventId],
  );
  return row?.seconds ?? 0;
}

/**
 * Tickets and revenue in each span of `bucketSeconds` in which an order was paid, oldest first; at
 * most 1,000.
 */
export async function readTimeline(
  sql: Sql,
  eventId: string,
  bucketSeconds: number,
): Promise<Sales['timeline']> {
  const rows = await sql.query<{ at: Date; sold: number; revenue: number }>(
    `select date_bin(make_interval(secs => $2), paid_at, '2000-01-01T00:00:00Z') as at,
            sum(quantity)::bigint as sold, sum(total)::bigint as revenue
     from orders where event_id = $1 and status = 'paid'
     group by 1 order by 1 limit 1000`,
    [eventId, bucketSeconds],
  );
  return rows.map((row) => ({ at: row.at.toISOString(), sold: row.sold, revenue: row.revenue }));
}
