import type { Sql, Transaction } from '@onsale/runtime';
import type { Part, Stock } from './stock.js';

interface StockRow {
  ticket_type_id: string;
  event_id: string;
  version: number;
  capacity: number;
  wanted_capacity: number;
  available: number;
  held: number;
  sold: number;
  revenue: number;
  shares: Readonly<Record<string, Part>> | null;
}

const toStock = (row: StockRow): Stock => ({
  poolId: row.ticket_type_id,
  eventId: row.event_id,
  version: row.version,
  capacity: row.capacity,
  wantedCapacity: row.wanted_capacity,
  available: row.available,
  held: row.held,
  sold: row.sold,
  revenue: row.revenue,
  shares: row.shares,
});

const stockColumns = `ticket_type_id, event_id, version, capacity, wanted_capacity,
  available, held, sold, revenue, shares`;

const byPool = (rows: readonly StockRow[]) =>
  new Map(rows.map((row) => [row.ticket_type_id, toStock(row)]));

/**
 * Locks all stock of these events until the transaction ends, always in the same order. No hold on
 * them can run meanwhile.
 */
export async function lockStockOfEvents(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, Stock>> {
  const rows = await sql.query<StockRow>(
    `select ${stockColumns} from stock where event_id = any($1::uuid[])
     order by ticket_type_id for update`,
    [eventIds],
  );
  return byPool(rows);
}

export async function readStockOfEvent(sql: Sql, eventId: string): Promise<Stock[]> {
  const rows = await sql.query<StockRow>(
    `select ${stockColumns} from stock where event_id = $1 order by ticket_type_id`,
    [eventId],
  );
  return rows.map(toStock);
}

/**
 * Writes locked stock with its next version, and returns it. The transaction fails if a row has
 * changed since it was read, because a hold must never overwrite another: the version then becomes
 * null, which the column refuses.
 */
export function writeStock(sql: Transaction, stock: readonly Stock[]): Stock[] {
  if (stock.length === 0) return [];
  const written = stock.map((one) => ({ ...one, version: one.version + 1 }));
  sql.send(
    `insert into stock (${stockColumns})
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::int[],
                          $6::int[], $7::int[], $8::int[], $9::bigint[], $10::jsonb[])
     on conflict (ticket_type_id) do update set
       version = case stock.version when excluded.version - 1 then excluded.version end,
       capacity = excluded.capacity,
       wanted_capacity = excluded.wanted_capacity, available = excluded.available,
       held = excluded.held, sold = excluded.sold, revenue = excluded.revenue,
       shares = excluded.shares`,
    [
      written.map((one) => one.poolId),
      written.map((one) => one.eventId),
      written.map((one) => one.version),
      written.map((one) => one.capacity),
      written.map((one) => one.wantedCapacity),
      written.map((one) => one.available),
      written.map((one) => one.held),
      written.map((one) => one.sold),
      written.map((one) => one.revenue),
      written.map((one) => one.shares && JSON.stringify(one.shares)),
    ],
  );
  return written;
}

/**
 * Raises the versions of locked stock, so that the version of a ticket type never drops when it
 * changes pools.
 */
export function raiseVersions(sql: Transaction, poolIds: readonly string[], version: number): void {
  sql.send('update stock set version = $2 where ticket_type_id = any($1::uuid[])', [
    poolIds,
    version,
  ]);
}

/** Marks ticket types that sell the places of others, so that no release sells their own. */
export function setMoved(sql: Transaction, ticketTypeIds: readonly string[], moved: boolean): void {
  if (ticketTypeIds.length === 0) return;
  sql.send('update stock set moved = $2 where ticket_type_id = any($1::uuid[]) and moved <> $2', [
    ticketTypeIds,
    moved,
  ]);
}
