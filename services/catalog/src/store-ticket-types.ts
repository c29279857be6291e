import { columnsOf, type Sql } from '@onsale/runtime';
import type { TicketTypeRecord } from './ticket-type.js';

const columns = columnsOf<TicketTypeRecord>({
  id: 'id',
  eventId: 'event_id',
  version: 'version',
  name: 'name',
  description: 'description',
  price: 'price',
  capacity: 'capacity',
  poolId: 'pool_id',
  poolLimit: 'pool_limit',
  perPersonLimit: 'per_order_limit', // named when it was a limit per order
  minPerOrder: 'min_per_order',
  salesOpenAt: 'sales_open_at',
  salesCloseAt: 'sales_close_at',
  fieldVersions: 'field_versions',
  status: 'status',
  position: 'position',
});

type TicketTypeRow = Omit<TicketTypeRecord, 'salesOpenAt' | 'salesCloseAt'> & {
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
};

/** All ticket types of an event in their order, including deleted ones. */
export async function readTicketTypes(sql: Sql, eventId: string): Promise<TicketTypeRecord[]> {
  const rows = await sql.query<TicketTypeRow>(
    `select ${columns.fields}
     from ticket_type where event_id = $1 order by position, id`,
    [eventId],
  );
  return rows.map((row) => ({
    ...row,
    salesOpenAt: row.salesOpenAt?.toISOString() ?? null,
    salesCloseAt: row.salesCloseAt?.toISOString() ?? null,
  }));
}

/** @returns undefined if there is no such ticket type */
export async function findEventOf(sql: Sql, ticketTypeId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ eventId: string }>(
    'select event_id as "eventId" from ticket_type where id = $1',
    [ticketTypeId],
  );
  return row?.eventId;
}

/** Writes whole ticket types; the transaction must have locked their events. */
export async function writeTicketTypes(
  sql: Sql,
  types: readonly TicketTypeRecord[],
): Promise<void> {
  await sql.query(
    `insert into ticket_type (${columns.list})
     select ${columns.list} from json_populate_recordset(null::ticket_type, $1)
     on conflict (id) do update set ${columns.but('id', 'eventId').from('excluded')}`,
    [columns.json(types)],
  );
}

/** The deleted ones among these ticket types, with their events. */
export const findDeleted = (
  sql: Sql,
  ticketTypeIds: readonly string[],
): Promise<{ id: string; eventId: string }[]> =>
  sql.query(
    `select id, event_id as "eventId" from ticket_type
     where id = any($1::uuid[]) and status = 'deleted'`,
    [ticketTypeIds],
  );
