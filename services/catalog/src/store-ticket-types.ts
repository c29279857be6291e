import type { Sql } from '@onsale/runtime';
import type { TicketTypeRecord } from './ticket-type.js';

type TicketTypeRow = Omit<TicketTypeRecord, 'salesOpenAt' | 'salesCloseAt'> & {
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
};

/** In their order, deleted ones included. */
export async function readTicketTypes(sql: Sql, eventId: string): Promise<TicketTypeRecord[]> {
  const rows = await sql.query<TicketTypeRow>(
    `select id, event_id as "eventId", version, name, description, price, capacity,
            pool_id as "poolId", pool_limit as "poolLimit", per_order_limit as "perPersonLimit", sales_open_at as "salesOpenAt",
            sales_close_at as "salesCloseAt", field_versions as "fieldVersions", status, position
     from ticket_type where event_id = $1 order by position, id`,
    [eventId],
  );
  return rows.map((row) => ({
    ...row,
    salesOpenAt: row.salesOpenAt?.toISOString() ?? null,
    salesCloseAt: row.salesCloseAt?.toISOString() ?? null,
  }));
}

/** @returns undefined when there is no such ticket type */
export async function findEventOf(sql: Sql, ticketTypeId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ eventId: string }>(
    'select event_id as "eventId" from ticket_type where id = $1',
    [ticketTypeId],
  );
  return row?.eventId;
}

/** Writes ticket types whole; the transaction holds the lock of their events. */
export async function writeTicketTypes(
  sql: Sql,
  types: readonly TicketTypeRecord[],
): Promise<void> {
  await sql.query(
    `insert into ticket_type (id, event_id, version, name, description, price, capacity,
                              per_order_limit, sales_open_at, sales_close_at, field_versions,
                              pool_id, pool_limit, status, position)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::bigint[],
                          $7::int[], $8::int[], $9::timestamptz[], $10::timestamptz[], $11::jsonb[],
                          $12::uuid[], $13::int[], $14::text[], $15::int[])
     on conflict (id) do update set
       version = excluded.version, name = excluded.name, description = excluded.description,
       price = excluded.price, capacity = excluded.capacity,
       per_order_limit = excluded.per_order_limit, sales_open_at = excluded.sales_open_at,
       sales_close_at = excluded.sales_close_at, field_versions = excluded.field_versions,
       pool_id = excluded.pool_id, pool_limit = excluded.pool_limit,
       status = excluded.status, position = excluded.position`,
    [
      types.map((type) => type.id),
      types.map((type) => type.eventId),
      types.map((type) => type.version),
      types.map((type) => type.name),
      types.map((type) => type.description),
      types.map((type) => type.price),
      types.map((type) => type.capacity),
      types.map((type) => type.perPersonLimit),
      types.map((type) => type.salesOpenAt),
      types.map((type) => type.salesCloseAt),
      types.map((type) => JSON.stringify(type.fieldVersions)),
      types.map((type) => type.poolId),
      types.map((type) => type.poolLimit),
      types.map((type) => type.status),
      types.map((type) => type.position),
    ],
  );
}

/** Of these, the deleted ones, each with its event. */
export const findDeleted = (
  sql: Sql,
  ticketTypeIds: readonly string[],
): Promise<{ id: string; eventId: string }[]> =>
  sql.query(
    `select id, event_id as "eventId" from ticket_type
     where id = any($1::uuid[]) and status = 'deleted'`,
    [ticketTypeIds],
  );
