import type { Sql } from '@onsale/runtime';

/** An order as far as it is noted here. */
interface KnownOrder {
  readonly orderId: string;
  readonly version: number;
  readonly status: 'paid' | 'refunded';
}

/**
 * Notes how far each order has come, and locks it until the transaction ends. The version before this
 * one, which may run beside it, knows by this alone what was done.
 * @returns ids of the orders whose state is news; the others were seen already, in this version
 * or a later one
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
