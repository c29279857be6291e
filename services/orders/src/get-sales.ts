import type { Sales } from '@onsale/contracts/orders/http';
import * as contracts from '@onsale/contracts/orders/http';
import { assertMay, createCachedReads, type Database, route } from '@onsale/runtime';
import { leftOf } from './pools.js';
import type { TicketTypeCopy } from './sale.js';
import { partOf, type Stock } from './stock.js';
import { readEventFacts, readTicketTypes } from './store-catalogue.js';
import { countOrders, readSpanSeconds, readTimeline } from './store-sales.js';
import { readStockOfEvent } from './store-stock.js';

/**
 * Bucket widths that look good in a chart; the smallest with at most `maxBuckets` buckets is used.
 */
const bucketWidthsSeconds = [10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400];
const maxBuckets = 300;

/** A read scans all orders of an event, so it is shared for this many times its duration. */
const keptTimes = 10;
const keptEvents = 1_000;

/**
 * `GET /api/events/:id/sales`, for the event's organiser. However often it is called, it uses at
 * most a tenth of the time of one connection.
 */
export function getSales(database: Database) {
  const sales = createCachedReads({
    read: (eventId) => readSales(database, eventId),
    keptMs: (tookMs) => keptTimes * tookMs,
    maxKeys: keptEvents,
  });

  return route(contracts.getSales, async ({ params, session }) => {
    const event = await readEventFacts(database, params.id);
    assertMay(session.accountId, contracts.getSales.permission, event);
    return { status: 200, body: await sales.get(params.id) };
  });
}

async function readSales(database: Database, eventId: string): Promise<Sales> {
  const [ticketTypes, stock, orders, span] = await Promise.all([
    readTicketTypes(database, [eventId]),
    readStockOfEvent(database, eventId),
    countOrders(database, eventId),
    readSpanSeconds(database, eventId),
  ]);
  const bucketSeconds =
    bucketWidthsSeconds.find((width) => span / width <= maxBuckets) ?? 365 * 86_400;
  const currency = [...ticketTypes.values()][0]?.price.currency ?? 'XXX';
  const { rows, pools } = salesByTicketType([...ticketTypes.values()], stock, currency);
  return {
    eventId,
    ticketTypes: rows,
    ...(pools.length > 0 ? { pools } : {}),
    revenue: { amount: rows.reduce((sum, row) => sum + row.revenue.amount, 0), currency },
    orders,
    bucketSeconds,
    timeline: await readTimeline(database, eventId, bucketSeconds),
  };
}

/** The sales of each ticket type, and the totals of shared pools. */
function salesByTicketType(
  types: readonly TicketTypeCopy[],
  stock: readonly Stock[],
  currency: string,
) {
  const byId = new Map(stock.map((one) => [one.poolId, one]));
  const sharers = (poolId: string) => types.filter((type) => type.poolId === poolId);
  const isShared = (poolId: string) => sharers(poolId).length > 1;
  const rows = types.flatMap((type) => {
    const pool = byId.get(type.poolId);
    if (!pool) return [];
    const { held, sold, revenue } = partOf(pool, type.id);
    // A ticket type that was deleted without a sale is left out.
    if (type.status === 'deleted' && held + sold === 0) return [];
    const available = leftOf(pool, type);
    return {
      ticketTypeId: type.id,
      name: type.name,
      capacity: available + held + sold,
      ...(isShared(type.poolId)
        ? { poolId: type.poolId }
        : { wantedCapacity: pool.wantedCapacity }),
      ...{ available, held, sold, revenue: { amount: revenue, currency } },
    };
  });
  const pools = stock
    .filter((one) => isShared(one.poolId))
    .map((one) => ({
      poolId: one.poolId,
      ticketTypeIds: sharers(one.poolId).map((type) => type.id),
      ...{ capacity: one.capacity, wantedCapacity: one.wantedCapacity },
      ...{ available: one.available, held: one.held, sold: one.sold },
      revenue: { amount: one.revenue, currency },
    }));
  return { rows, pools };
}
