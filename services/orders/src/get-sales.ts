import * as contracts from '@onsale/contracts/orders/http';
import type { OrderStatus } from '@onsale/contracts/orders/messages';
import { type Database, route, type Sql } from '@onsale/runtime';
import { assertOrganiser } from './list-event-orders.js';
import { readStockOfEvent, readTicketTypes } from './store-stock.js';

/** Bucket widths that read well on a chart; the finest that keeps it under `maxBuckets` is used. */
const bucketWidthsSeconds = [10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400];
const maxBuckets = 300;

/** `GET /api/events/:id/sales`, for the event's organiser. */
export const getSales = (database: Database) =>
  route(contracts.getSales, async ({ params, session }) => {
    await assertOrganiser(database, params.id, session.accountId);
    const [ticketTypes, stock, orders, span] = await Promise.all([
      readTicketTypes(database, [params.id]),
      readStockOfEvent(database, params.id),
      countOrders(database, params.id),
      readSpanSeconds(database, params.id),
    ]);
    const bucketSeconds =
      bucketWidthsSeconds.find((width) => span / width <= maxBuckets) ?? 365 * 86_400;
    const currency = [...ticketTypes.values()][0]?.price.currency ?? 'XXX';
    const rows = stock.map((one) => ({
      ticketTypeId: one.ticketTypeId,
      name: ticketTypes.get(one.ticketTypeId)?.name ?? '',
      capacity: one.capacity,
      available: one.available,
      held: one.held,
      sold: one.sold,
      revenue: { amount: one.revenue, currency },
    }));
    return {
      status: 200,
      body: {
        eventId: params.id,
        ticketTypes: rows,
        revenue: { amount: rows.reduce((sum, row) => sum + row.revenue.amount, 0), currency },
        orders,
        bucketSeconds,
        timeline: await readTimeline(database, params.id, bucketSeconds),
      },
    };
  });

async function countOrders(sql: Sql, eventId: string): Promise<Record<OrderStatus, number>> {
  const rows = await sql.query<{ status: OrderStatus; count: number }>(
    'select status, count(*) as count from orders where event_id = $1 group by status',
    [eventId],
  );
  const counts = { pending: 0, paid: 0, expired: 0, cancelled: 0, refunded: 0 };
  for (const row of rows) counts[row.status] = row.count;
  return counts;
}

async function readSpanSeconds(sql: Sql, eventId: string): Promise<number> {
  const [row] = await sql.query<{ seconds: number | null }>(
    `select extract(epoch from max(paid_at) - min(paid_at))::float8 as seconds
     from orders where event_id = $1 and status = 'paid'`,
    [eventId],
  );
  return row?.seconds ?? 0;
}

async function readTimeline(sql: Sql, eventId: string, bucketSeconds: number) {
  const rows = await sql.query<{ at: Date; sold: number; revenue: number }>(
    `select date_bin(make_interval(secs => $2), paid_at, '2000-01-01T00:00:00Z') as at,
            sum(quantity)::bigint as sold, sum(total)::bigint as revenue
     from orders where event_id = $1 and status = 'paid'
     group by 1 order by 1 limit 1000`,
    [eventId, bucketSeconds],
  );
  return rows.map((row) => ({ at: row.at.toISOString(), sold: row.sold, revenue: row.revenue }));
}
