import { notFound, type Sql } from '@onsale/runtime';
import type { EventCopy } from './event.js';
import { type EventPlan, movedFrom } from './event-plan.js';
import { type EventRow, eventColumns, toEventCopy } from './store-events.js';
import { afterAllIds, type TicketRow, ticketColumns, toTicket } from './store-tickets.js';
import type { Ticket } from './ticket.js';

/** A ticket with its event, as the holder sees them. */
export interface OwnTicket {
  readonly ticket: Ticket;
  readonly event: EventCopy;
  /** The plan when the ticket was bought; null: unchanged. */
  readonly before: EventPlan | null;
}

interface BeforeRow {
  before_starts_at: Date | null;
  before_ends_at: Date;
  before_time_zone: string;
  before_venue_name: string;
  before_venue_address: string;
}

type OwnRow = TicketRow & EventRow & BeforeRow;

// A ticket whose event has not arrived in this service yet is left out; that takes milliseconds.
const select = `select ${ticketColumns}, ${eventColumns}, promised.*
  from ticket join event on event.id = ticket.event_id
  left join lateral (
    select starts_at as before_starts_at, ends_at as before_ends_at, time_zone as before_time_zone,
           venue_name as before_venue_name, venue_address as before_venue_address
    from event_before where event_id = event.id and version >= coalesce(ticket.bought_version, 0)
    order by version limit 1) as promised on true`;

function toOwn(row: OwnRow): OwnTicket {
  const event = toEventCopy(row);
  return { ticket: toTicket(row), event, before: movedFrom(promisedBy(row), event) };
}

const promisedBy = (row: BeforeRow): EventPlan | null =>
  row.before_starts_at && {
    startsAt: row.before_starts_at,
    endsAt: row.before_ends_at,
    timeZone: row.before_time_zone,
    venueName: row.before_venue_name,
    venueAddress: row.before_venue_address,
  };

/** Up to `limit` tickets of a holder that were issued before `beforeId`, newest first. */
export async function readOwnTickets(
  sql: Sql,
  holderId: string,
  page: { beforeId: string | undefined; limit: number },
): Promise<OwnTicket[]> {
  const rows = await sql.query<OwnRow>(
    `${select} where ticket.holder_id = $1 and ticket.id < $2 order by ticket.id desc limit $3`,
    [holderId, page.beforeId ?? afterAllIds, page.limit],
  );
  return rows.map(toOwn);
}

/** A page of the tickets of an order; see `readOwnTickets`. */
export interface OrderPage {
  readonly orderId: string;
  readonly holderId: string;
  readonly beforeId: string | undefined;
  readonly limit: number;
}

/**
 * The same for several orders.
 * @returns a list at the same index; empty for the order of another holder
 */
export async function readTicketsOfOrders(
  sql: Sql,
  pages: readonly OrderPage[],
): Promise<OwnTicket[][]> {
  const rows = await sql.query<OwnRow & { at: number }>(
    `select at::int, own.* from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[]) with ordinality
       as page (order_id, holder_id, before_id, most, at)
     cross join lateral (
       ${select}
       where ticket.order_id = page.order_id and ticket.holder_id = page.holder_id
         and ticket.id < page.before_id
       order by ticket.id desc limit page.most) as own
     order by at, own.id desc`,
    [
      pages.map(({ orderId }) => orderId),
      pages.map(({ holderId }) => holderId),
      pages.map(({ beforeId }) => beforeId ?? afterAllIds),
      pages.map(({ limit }) => limit),
    ],
  );
  const found: OwnTicket[][] = pages.map(() => []);
  for (const row of rows) found[row.at - 1]?.push(toOwn(row));
  return found;
}

/** The last ticket of the previous page. */
export interface AfterTicket {
  readonly startsAt: string;
  readonly ticketId: string;
}

/**
 * The tickets of a holder by the time of their events: those that still admit, next event first, or
 * the others, latest event first. Those of one event are in the order of their issue.
 */
export async function readOwnTicketsByEvent(
  sql: Sql,
  holderId: string,
  page: {
    when: 'upcoming' | 'past';
    now: Date;
    orderId: string | undefined;
    after: AfterTicket | undefined;
    limit: number;
  },
): Promise<OwnTicket[]> {
  const [isUpcoming, isLater, order, start] =
    page.when === 'upcoming' ? ['', '>', 'asc', '-infinity'] : ['not', '<', 'desc', 'infinity'];
  const { startsAt, ticketId } = page.after ?? { startsAt: start, ticketId: null };
  const rows = await sql.query<OwnRow>(
    `${select}
     where ticket.holder_id = $1 and ($2::uuid is null or ticket.order_id = $2)
       and ${isUpcoming} (ticket.status <> 'void' and event.status <> 'cancelled'
         and event.ends_at > $3)
       and (event.starts_at ${isLater} $4 or (event.starts_at = $4 and ticket.id > $5))
     order by event.starts_at ${order}, ticket.id limit $6`,
    [holderId, page.orderId ?? null, page.now, startsAt, ticketId, page.limit],
  );
  return rows.map(toOwn);
}

/** @throws Problem 404 if there is none, or it belongs to another holder */
export async function readOwnTicket(
  sql: Sql,
  ticketId: string,
  holderId: string,
): Promise<OwnTicket> {
  const rows = await sql.query<OwnRow>(`${select} where ticket.id = $1 and ticket.holder_id = $2`, [
    ticketId,
    holderId,
  ]);
  const row = rows[0];
  if (!row) throw notFound('ticket');
  return toOwn(row);
}

/** For any holder: the caller must have checked permission in another way. */
export async function readTicketAndEvent(
  sql: Sql,
  ticketId: string,
): Promise<OwnTicket | undefined> {
  const rows = await sql.query<OwnRow>(`${select} where ticket.id = $1`, [ticketId]);
  return rows[0] && toOwn(rows[0]);
}
