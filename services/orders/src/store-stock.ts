import type { EventFacts } from '@onsale/contracts/permissions';
import type { Sql, Transaction } from '@onsale/runtime';
import type { EventCopy, TicketTypeCopy } from './hold.js';
import type { Stock } from './stock.js';

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
}

const toStock = (row: StockRow): Stock => ({
  ticketTypeId: row.ticket_type_id,
  eventId: row.event_id,
  version: row.version,
  capacity: row.capacity,
  wantedCapacity: row.wanted_capacity,
  available: row.available,
  held: row.held,
  sold: row.sold,
  revenue: row.revenue,
});

const stockColumns = `ticket_type_id, event_id, version, capacity, wanted_capacity,
  available, held, sold, revenue`;

const byTicketType = (rows: readonly StockRow[]) =>
  new Map(rows.map((row) => [row.ticket_type_id, toStock(row)]));

/** Locks the stock of these ticket types until the transaction ends, always in the same order. */
export async function lockStock(
  sql: Sql,
  ticketTypeIds: readonly string[],
): Promise<Map<string, Stock>> {
  const rows = await sql.query<StockRow>(
    `select ${stockColumns} from stock where ticket_type_id = any($1::uuid[])
     order by ticket_type_id for update`,
    [ticketTypeIds],
  );
  return byTicketType(rows);
}

/** The same for all stock of these events: no hold on them is under way meanwhile. */
export async function lockStockOfEvents(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, Stock>> {
  const rows = await sql.query<StockRow>(
    `select ${stockColumns} from stock where event_id = any($1::uuid[])
     order by ticket_type_id for update`,
    [eventIds],
  );
  return byTicketType(rows);
}

export async function readStockOfEvent(sql: Sql, eventId: string): Promise<Stock[]> {
  const rows = await sql.query<StockRow>(
    `select ${stockColumns} from stock where event_id = $1 order by ticket_type_id`,
    [eventId],
  );
  return rows.map(toStock);
}

/**
 * Writes locked stock back, each one version further, and gives it as it will be. The transaction
 * fails when a row is not as it was read, because a hold must never overwrite another: its version
 * is then null, which the column refuses.
 */
export function writeStock(sql: Transaction, stock: readonly Stock[]): Stock[] {
  if (stock.length === 0) return [];
  const written = stock.map((one) => ({ ...one, version: one.version + 1 }));
  sql.send(
    `insert into stock (${stockColumns})
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::int[],
                          $6::int[], $7::int[], $8::int[], $9::bigint[])
     on conflict (ticket_type_id) do update set
       version = case stock.version when excluded.version - 1 then excluded.version end, capacity = excluded.capacity,
       wanted_capacity = excluded.wanted_capacity, available = excluded.available,
       held = excluded.held, sold = excluded.sold, revenue = excluded.revenue`,
    [
      written.map((one) => one.ticketTypeId),
      written.map((one) => one.eventId),
      written.map((one) => one.version),
      written.map((one) => one.capacity),
      written.map((one) => one.wantedCapacity),
      written.map((one) => one.available),
      written.map((one) => one.held),
      written.map((one) => one.sold),
      written.map((one) => one.revenue),
    ],
  );
  return written;
}

interface EventRow {
  id: string;
  status: EventCopy['status'];
  title: string;
  ends_at: Date;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
  per_person_limit: number | null;
}

export async function readEvents(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, EventCopy>> {
  const rows = await sql.query<EventRow>(
    `select id, status, title, ends_at, sales_open_at, sales_close_at, per_person_limit
     from event where id = any($1::uuid[])`,
    [eventIds],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        status: row.status,
        title: row.title,
        endsAt: row.ends_at,
        salesOpenAt: row.sales_open_at,
        salesCloseAt: row.sales_close_at,
        perPersonLimit: row.per_person_limit,
      },
    ]),
  );
}

interface TicketTypeRow {
  id: string;
  event_id: string;
  name: string;
  price: number;
  currency: string;
  /** Called so when it was a limit per order. */
  per_order_limit: number;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
}

/** The ticket types of these events. */
export async function readTicketTypes(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, TicketTypeCopy>> {
  const rows = await sql.query<TicketTypeRow>(
    `select id, event_id, name, price, currency, per_order_limit, sales_open_at, sales_close_at
     from ticket_type where event_id = any($1::uuid[]) order by id`,
    [eventIds],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        eventId: row.event_id,
        name: row.name,
        price: { amount: row.price, currency: row.currency },
        perPersonLimit: row.per_order_limit,
        salesOpenAt: row.sales_open_at,
        salesCloseAt: row.sales_close_at,
      },
    ]),
  );
}

/** What decides who may do what at an event; undefined when there is no such event. */
export async function readEventFacts(sql: Sql, eventId: string): Promise<EventFacts | undefined> {
  const [row] = await sql.query<{ organiserId: string }>(
    'select organiser_id as "organiserId" from event where id = $1',
    [eventId],
  );
  return row;
}
