import type { Sql } from '@onsale/runtime';

/** The recorded progress of an order. */
interface KnownOrder {
  readonly orderId: string;
  readonly version: number;
  readonly status: 'paid' | 'refunded';
}

/**
 * Records the progress of each order, and locks it until the transaction ends. The previous
 * release, which may run at the same time, relies on this record alone.
 * @returns ids of the orders with a new state; the others were already recorded in this version or
 * a later one
 */
export async function advanceOrders(
  sql: Sql,
  orders: readonly KnownOrder[],
): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ id: string }>(
    `insert into known_order (id, version, status)
     select * from unnest($1::uuid[], $2::int[], $3::text[]) as given (id, version, status)
     order by id
     on conflict (id) do update set version = excluded.version, status = excluded.status
     where excluded.version > known_order.version
     returning id`,
    [
      orders.map((order) => order.orderId),
      orders.map((order) => order.version),
      orders.map((order) => order.status),
    ],
  );
  return new Set(rows.map((row) => row.id));
}
