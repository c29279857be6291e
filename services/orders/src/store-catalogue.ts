// This service's copy of the catalogue, fed by messages: a read model.
import type { EventState, TicketTypeState } from '@onsale/contracts/catalog/messages';
import type { EventFacts } from '@onsale/contracts/permissions';
import type { AsRead } from '@onsale/contracts/tolerance';
import type { Sql } from '@onsale/runtime';
import type { EventCopy, TicketTypeCopy } from './sale.js';

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

/** What decides who may do what at an event; undefined when there is no such event. */
export async function readEventFacts(sql: Sql, eventId: string): Promise<EventFacts | undefined> {
  const [row] = await sql.query<{ organiserId: string }>(
    'select organiser_id as "organiserId" from event where id = $1',
    [eventId],
  );
  return row;
}

/** A status that is not known is kept: `hold.ts` says what may be sold then. */
export async function upsertEvents(
  sql: Sql,
  events: readonly AsRead<EventState>[],
  now: Date,
): Promise<void> {
  await sql.query(
    `insert into event (id, version, status, organiser_id, title, ends_at, sales_open_at, sales_close_at,
                        per_person_limit, limit_since)
     select * from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[],
                          $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::int[],
                          array_fill($10::timestamptz, array[cardinality($1::uuid[])]))
     on conflict (id) do update set
       version = excluded.version, status = excluded.status, organiser_id = excluded.organiser_id,
       title = excluded.title, ends_at = excluded.ends_at,
       sales_open_at = excluded.sales_open_at, sales_close_at = excluded.sales_close_at,
       per_person_limit = excluded.per_person_limit,
       limit_since = case when event.per_person_limit is distinct from excluded.per_person_limit
                     then excluded.limit_since else event.limit_since end
     where excluded.version > event.version`,
    [
      events.map((event) => event.eventId),
      events.map((event) => event.version),
      events.map((event) => event.status),
      events.map((event) => event.organiserId),
      events.map((event) => event.title),
      events.map((event) => event.endsAt),
      events.map((event) => event.salesOpenAt),
      events.map((event) => event.salesCloseAt),
      events.map((event) => event.perPersonLimit ?? null),
      now,
    ],
  );
}

interface TicketTypeRow {
  id: string;
  event_id: string;
  /** null: its own. */
  pool_id: string | null;
  pool_limit: number | null;
  name: string;
  price: number;
  currency: string;
  /** Called so when it was a limit per order. */
  per_order_limit: number;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
  /** null: never said. */
  status: TicketTypeCopy['status'] | null;
}

/** The ticket types of these events, in their order. */
export async function readTicketTypes(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, TicketTypeCopy>> {
  const rows = await sql.query<TicketTypeRow>(
    `select id, event_id, pool_id, pool_limit, name, price, currency, per_order_limit,
            sales_open_at, sales_close_at, status
     from ticket_type where event_id = any($1::uuid[]) order by coalesce(position, 0), id`,
    [eventIds],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        eventId: row.event_id,
        poolId: row.pool_id ?? row.id,
        poolLimit: row.pool_limit,
        name: row.name,
        price: { amount: row.price, currency: row.currency },
        perPersonLimit: row.per_order_limit,
        salesOpenAt: row.sales_open_at,
        salesCloseAt: row.sales_close_at,
        status: row.status ?? 'active',
      },
    ]),
  );
}

/**
 * A status that is not known is kept: `hold.ts` says what may be sold then.
 * @returns of those that were newer than the copy: the pool of each, by its id
 */
export async function upsertTicketTypes(
  sql: Sql,
  types: readonly AsRead<TicketTypeState>[],
  now: Date,
): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; poolId: string }>(
    `insert into ticket_type (id, event_id, version, name, price, currency, per_order_limit,
                              sales_open_at, sales_close_at, pool_id, pool_limit, status, position,
                              limit_since)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::bigint[], $6::text[],
                          $7::int[], $8::timestamptz[], $9::timestamptz[], $10::uuid[], $11::int[],
                          $13::text[], $14::int[],
                          array_fill($12::timestamptz, array[cardinality($1::uuid[])]))
     on conflict (id) do update set
       version = excluded.version, name = excluded.name, price = excluded.price,
       currency = excluded.currency, per_order_limit = excluded.per_order_limit,
       sales_open_at = excluded.sales_open_at, sales_close_at = excluded.sales_close_at,
       pool_id = coalesce(excluded.pool_id, ticket_type.pool_id),
       pool_limit = case when excluded.pool_id is null
                    then ticket_type.pool_limit else excluded.pool_limit end,
       status = coalesce(excluded.status, ticket_type.status),
       position = coalesce(excluded.position, ticket_type.position),
       limit_since = case when ticket_type.per_order_limit <> excluded.per_order_limit
                     then excluded.limit_since else ticket_type.limit_since end
     where excluded.version > ticket_type.version
     returning id, coalesce(pool_id, id) as "poolId"`,
    [
      types.map((type) => type.ticketTypeId),
      types.map((type) => type.eventId),
      types.map((type) => type.version),
      types.map((type) => type.name),
      types.map((type) => type.price.amount),
      types.map((type) => type.price.currency),
      types.map((type) => type.perOrderLimit),
      types.map((type) => type.salesOpenAt),
      types.map((type) => type.salesCloseAt),
      types.map((type) => type.poolId ?? null),
      types.map((type) => type.poolLimit ?? null),
      now,
      types.map((type) => type.status ?? null),
      types.map((type) => type.position ?? null),
    ],
  );
  return new Map(rows.map((row) => [row.id, row.poolId]));
}
