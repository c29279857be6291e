import type { Snapshot } from '../books.js';
import { Check } from '../report.js';

/**
 * A pool with the sums of the orders of its ticket types; or a ticket type that shares another's
 * places, with the pool's figures for it. Amounts are text: they may be large.
 */
export interface StockRow {
  readonly id: string;
  /** The ticket type whose places it shares; null for a pool. */
  readonly shares_of: string | null;
  readonly has_stock: boolean;
  readonly capacity: number;
  readonly wanted_capacity: number;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  readonly revenue: string;
  readonly orders: number;
  readonly orders_held: number;
  readonly orders_sold: number;
  readonly orders_revenue: string;
}

const stockAndOrders = (where: string) => `
  with lines as (
    select (line->>'ticketTypeId')::uuid as type_id, line, status, id as order_id
    from orders cross join jsonb_array_elements(lines) as line
    where status in ('pending', 'paid') and ${where}),
  sold as (
    select lines.*, coalesce(pool_id, type_id) as pool_id
    from lines left join ticket_type on ticket_type.id = type_id),
  sums as (
    select place.id, place.pool_id,
           count(*)::float8 as orders,
           coalesce(sum((line->>'quantity')::int) filter (where status = 'pending'), 0) as held,
           coalesce(sum((line->>'quantity')::int) filter (where status = 'paid'), 0) as sold,
           coalesce(sum((line->>'quantity')::int * (line#>>'{unitPrice,amount}')::bigint)
             filter (where status = 'paid'), 0) as revenue
    from sold cross join lateral (
      select sold.pool_id, sold.pool_id
      union all select type_id, sold.pool_id where type_id <> sold.pool_id) as place (id, pool_id)
    group by 1, 2),
  stocks as (
    select ticket_type_id as id, ticket_type_id as pool_id, capacity, wanted_capacity, available,
           held, sold, revenue
    from stock where ${where}
    union all
    select share.key::uuid, ticket_type_id, null, null, null, (share.value->>'held')::int,
           (share.value->>'sold')::int, (share.value->>'revenue')::bigint
    from stock cross join jsonb_each(shares) as share where ${where})
  select id, nullif(pool_id, id) as shares_of, stocks.held is not null as has_stock,
         coalesce(capacity, 0) as capacity, coalesce(wanted_capacity, 0) as wanted_capacity,
         coalesce(available, 0) as available, coalesce(stocks.held, 0) as held,
         coalesce(stocks.sold, 0) as sold, coalesce(stocks.revenue, 0)::text as revenue,
         coalesce(orders, 0) as orders, coalesce(sums.held, 0)::float8 as orders_held,
         coalesce(sums.sold, 0)::float8 as orders_sold,
         coalesce(sums.revenue, 0)::text as orders_revenue
  from stocks full join sums using (id, pool_id) order by id, pool_id`;

/** The arithmetic of each ticket type's stock, and whether its orders say the same. */
export async function checkStock(orders: Snapshot, eventId?: string): Promise<Check[]> {
  const adds = new Check(
    'stock adds up',
    'available + held + sold = capacity; held, sold and revenue not negative',
  );
  const oversold = new Check('never oversold', 'held + sold ≤ capacity, by stock and by orders');
  const sums = new Check('stock = orders', "held, sold and revenue are the sums of stock's orders");
  const pages = eventId
    ? orders.pages<StockRow>(stockAndOrders('event_id = $1'), [eventId])
    : orders.pages<StockRow>(stockAndOrders('true'));
  for await (const rows of pages) {
    for (const row of rows) {
      const differs = whyStockIsNotItsOrders(row);
      if (differs) sums.find(`Ticket type ${row.id}: ${differs}.`, [row.id]);
      // The places belong to its pool, and so does their sum.
      if (row.shares_of !== null) continue;
      if (row.has_stock) adds.looked += 1;
      oversold.looked += 1;
      sums.looked += row.orders;
      const wrong = whyStockDoesNotAddUp(row);
      if (wrong) adds.find(`Ticket type ${row.id}: ${wrong}.`, [row.id]);
      const excess = oversoldBy(row);
      if (excess) oversold.find(`Ticket type ${row.id} is oversold: ${excess}.`, [row.id]);
    }
  }
  return [adds, oversold, sums];
}

export function whyStockDoesNotAddUp(row: StockRow): string | undefined {
  if (!row.has_stock) return undefined; // said by the comparison with the orders
  const { capacity, wanted_capacity: wanted, available, held, sold } = row;
  if (available + held + sold !== capacity) {
    return `available ${available} + held ${held} + sold ${sold} is not its capacity ${capacity}`;
  }
  const negative = Object.entries({ held, sold, revenue: Number(row.revenue), wanted }).find(
    ([, value]) => value < 0,
  );
  if (negative) return `${negative.join(' is ')}, below zero`;
  if (capacity < wanted || (capacity > wanted && available > 0)) {
    return `capacity is ${capacity} with ${available} available, and the organiser wants ${wanted}`;
  }
  return undefined;
}

export function oversoldBy(row: StockRow): string | undefined {
  const { capacity, held, sold, orders_held, orders_sold } = row;
  if (!row.has_stock) return undefined;
  if (held + sold > capacity) {
    return `its stock says ${held} held and ${sold} sold of ${capacity}`;
  }
  if (orders_held + orders_sold > capacity) {
    return `its orders hold ${orders_held} and bought ${orders_sold} of ${capacity}`;
  }
  return undefined;
}

export function whyStockIsNotItsOrders(row: StockRow): string | undefined {
  if (!row.has_stock) return `${row.orders} orders hold or bought it, but it has no stock`;
  const same =
    row.held === row.orders_held &&
    row.sold === row.orders_sold &&
    row.revenue === row.orders_revenue;
  if (same) return undefined;
  return (
    `its stock says ${row.held} held, ${row.sold} sold for ${row.revenue}, ` +
    `its orders ${row.orders_held} held, ${row.orders_sold} sold for ${row.orders_revenue}`
  );
}
