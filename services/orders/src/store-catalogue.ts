// This service's copy of the catalogue, fed by messages: a read model.
import type { EventState, TicketTypeState } from '@onsale/contracts/catalog/messages';
import type { EventFacts } from '@onsale/contracts/permissions';
import type { AsRead } from '@onsale/contracts/tolerance';
import { columnsOf, type Sql } from '@onsale/runtime';
import type { EventCopy, TicketTypeCopy } from './sale.js';

const eventColumns = columnsOf<EventCopy>({
  id: 'id',
  status: 'status',
  title: 'title',
  endsAt: 'ends_at',
  salesOpenAt: 'sales_open_at',
  salesCloseAt: 'sales_close_at',
  perPersonLimit: 'per_person_limit',
});

export async function readEvents(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, EventCopy>> {
  const rows = await sql.query<EventCopy>(
    `select ${eventColumns.fields} from event where id = any($1::uuid[])`,
    [eventIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The facts that decide permissions at an event; undefined: no such event. */
export async function readEventFacts(sql: Sql, eventId: string): Promise<EventFacts | undefined> {
  const [row] = await sql.query<{ organiserId: string }>(
    'select organiser_id as "organiserId" from event where id = $1',
    [eventId],
  );
  return row;
}

type KeptOfEvent = Pick<
  AsRead<EventState>,
  | 'eventId'
  | 'version'
  | 'status'
  | 'organiserId'
  | 'title'
  | 'startsAt'
  | 'endsAt'
  | 'timeZone'
  | 'venueName'
  | 'venueAddress'
  | 'salesOpenAt'
  | 'salesCloseAt'
  | 'perPersonLimit'
  | 'refundPolicy'
>;

const keptOfEvent = columnsOf<KeptOfEvent>({
  eventId: 'id',
  version: 'version',
  status: 'status',
  organiserId: 'organiser_id',
  title: 'title',
  startsAt: 'starts_at',
  endsAt: 'ends_at',
  timeZone: 'time_zone',
  venueName: 'venue_name',
  venueAddress: 'venue_address',
  salesOpenAt: 'sales_open_at',
  salesCloseAt: 'sales_close_at',
  perPersonLimit: 'per_person_limit',
  refundPolicy: 'refund_policy',
});

/** Also stores a status that this release does not know; `hold.ts` decides what may be sold. */
export async function upsertEvents(
  sql: Sql,
  events: readonly AsRead<EventState>[],
  now: Date,
): Promise<void> {
  await sql.query(
    `insert into event (${keptOfEvent.list}, limit_since, plan_version, plan_since)
     select ${keptOfEvent.list}, $2::timestamptz, version, $2::timestamptz
     from json_populate_recordset(null::event, $1)
     on conflict (id) do update set
       ${keptOfEvent.but('eventId', 'refundPolicy').from('excluded')},
       refund_policy = coalesce(excluded.refund_policy, event.refund_policy),
       plan_version = excluded.plan_version, plan_since = excluded.plan_since,
       limit_since = case when event.per_person_limit is distinct from excluded.per_person_limit
                     then excluded.limit_since else event.limit_since end
     where excluded.version > event.version`,
    [keptOfEvent.json(events), now],
  );
}

/** When and where an event is planned. */
export interface EventPlan {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly venueName: string;
  readonly venueAddress: string;
}

/** The event of an order as it was when the order was placed. */
export interface EventAsOrdered {
  /** The plan at that time; undefined if it is unchanged. */
  readonly movedFrom: EventPlan | undefined;
  /** The organiser's refund terms at that time; null: unknown. */
  readonly refundPolicy: string | null;
}

/** By order id. */
export async function readEventsAsOrdered(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, EventAsOrdered>> {
  const rows = await sql.query<
    EventPlan & { orderId: string; isMoved: boolean; refundPolicy: string | null }
  >(
    `select orders.id as "orderId", seen.starts_at as "startsAt", seen.ends_at as "endsAt", seen.time_zone as "timeZone",
            seen.venue_name as "venueName", seen.venue_address as "venueAddress",
            seen.version is not null and event.plan_version = event.version and
            (seen.starts_at, seen.ends_at, seen.time_zone, seen.venue_name, seen.venue_address)
            is distinct from
            (event.starts_at, event.ends_at, event.time_zone, event.venue_name, event.venue_address)
              as "isMoved",
            case when seen.version is null then event.refund_policy else seen.refund_policy end
              as "refundPolicy"
     from orders join event on event.id = orders.event_id
     left join lateral (
       select * from event_before where event_id = event.id and until > orders.placed_at
       order by version limit 1
     ) as seen on true
     where orders.id = any($1::uuid[])`,
    [orderIds],
  );
  return new Map(
    rows.map(({ orderId, isMoved, refundPolicy, ...plan }) => [
      orderId,
      { movedFrom: isMoved ? plan : undefined, refundPolicy },
    ]),
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
  /** The name is from when it was a limit per order. */
  per_order_limit: number;
  /** null: no message has said it. */
  min_per_order: number | null;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
  /** null: no message has said it. */
  status: TicketTypeCopy['status'] | null;
}

/** The ticket types of these events, in their order. */
export async function readTicketTypes(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, TicketTypeCopy>> {
  const rows = await sql.query<TicketTypeRow>(
    `select id, event_id, pool_id, pool_limit, name, price, currency, per_order_limit,
            min_per_order, sales_open_at, sales_close_at, status
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
        minPerOrder: row.min_per_order ?? 1,
        salesOpenAt: row.sales_open_at,
        salesCloseAt: row.sales_close_at,
        status: row.status ?? 'active',
      },
    ]),
  );
}

interface KeptOfTicketType
  extends Pick<
    AsRead<TicketTypeState>,
    | 'ticketTypeId'
    | 'eventId'
    | 'version'
    | 'name'
    | 'perOrderLimit'
    | 'minPerOrder'
    | 'salesOpenAt'
    | 'salesCloseAt'
    | 'poolId'
    | 'poolLimit'
    | 'status'
    | 'position'
  > {
  readonly price: number;
  readonly currency: string;
}

const keptOfTicketType = columnsOf<KeptOfTicketType>({
  ticketTypeId: 'id',
  eventId: 'event_id',
  version: 'version',
  name: 'name',
  price: 'price',
  currency: 'currency',
  perOrderLimit: 'per_order_limit',
  minPerOrder: 'min_per_order',
  salesOpenAt: 'sales_open_at',
  salesCloseAt: 'sales_close_at',
  poolId: 'pool_id',
  poolLimit: 'pool_limit',
  status: 'status',
  position: 'position',
});
/** A release that leaves these out has not changed them. */
const mayBeLeftOut = ['poolId', 'poolLimit', 'status', 'position', 'minPerOrder'] as const;

/**
 * Also stores a status that this release does not know; `hold.ts` decides what may be sold.
 * @returns the pool of each ticket type that was newer than the copy, by its id
 */
export async function upsertTicketTypes(
  sql: Sql,
  types: readonly AsRead<TicketTypeState>[],
  now: Date,
): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; poolId: string }>(
    `insert into ticket_type (${keptOfTicketType.list}, limit_since)
     select ${keptOfTicketType.list}, $2::timestamptz
     from json_populate_recordset(null::ticket_type, $1)
     on conflict (id) do update set
       ${keptOfTicketType.but('ticketTypeId', 'eventId', ...mayBeLeftOut).from('excluded')},
       pool_id = coalesce(excluded.pool_id, ticket_type.pool_id),
       pool_limit = case when excluded.pool_id is null
                    then ticket_type.pool_limit else excluded.pool_limit end,
       status = coalesce(excluded.status, ticket_type.status),
       position = coalesce(excluded.position, ticket_type.position),
       min_per_order = coalesce(excluded.min_per_order, ticket_type.min_per_order),
       limit_since = case when ticket_type.per_order_limit <> excluded.per_order_limit
                     then excluded.limit_since else ticket_type.limit_since end
     where excluded.version > ticket_type.version
     returning id, coalesce(pool_id, id) as "poolId"`,
    [
      keptOfTicketType.json(
        types.map((type) => ({
          ...type,
          price: type.price.amount,
          currency: type.price.currency,
        })),
      ),
      now,
    ],
  );
  return new Map(rows.map((row) => [row.id, row.poolId]));
}
