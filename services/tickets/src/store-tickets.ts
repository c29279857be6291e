import type { Sql } from '@onsale/runtime';
import type { Ticket } from './ticket.js';

export interface TicketRow {
  id: string;
  version: number;
  status: Ticket['status'];
  order_id: string;
  line: number;
  place: number;
  ticket_event_id: string;
  ticket_type_id: string;
  ticket_type_name: string;
  holder_id: string;
  holder_name: string;
  holder_email: string;
  nonce: Buffer;
  short_code: string;
  issued_at: Date;
  checked_in_at: Date | null;
  checked_in_by: string | null;
  gate: string | null;
}

/** The cursor of the first page, so that each page is one range of an index. */
export const afterAllIds = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export const ticketColumns = `ticket.id, ticket.version, ticket.status, ticket.order_id,
  ticket.line, ticket.place, ticket.event_id as ticket_event_id, ticket.ticket_type_id,
  ticket.ticket_type_name, ticket.holder_id, ticket.holder_name, ticket.holder_email,
  ticket.nonce, ticket.short_code, ticket.issued_at, ticket.checked_in_at,
  ticket.checked_in_by, ticket.gate`;

export const toTicket = (row: TicketRow): Ticket => ({
  ticketId: row.id,
  version: row.version,
  status: row.status,
  orderId: row.order_id,
  line: row.line,
  position: row.place,
  eventId: row.ticket_event_id,
  ticketTypeId: row.ticket_type_id,
  ticketTypeName: row.ticket_type_name,
  holderId: row.holder_id,
  holderName: row.holder_name,
  holderEmail: row.holder_email,
  nonce: row.nonce.toString('hex'),
  shortCode: row.short_code,
  issuedAt: row.issued_at,
  checkedInAt: row.checked_in_at,
  checkedInBy: row.checked_in_by,
  gate: row.gate,
});

/**
 * Stores new tickets. Lists columns by hand, because in large batches an array per column costs
 * less than JSON.
 * @returns the tickets that were not stored because their short code is taken
 * @throws unique_violation (23505) if a ticket of that order, line and position exists
 */
export async function insertTickets(sql: Sql, tickets: readonly Ticket[]): Promise<Ticket[]> {
  const rows = await sql.query<{ id: string }>(
    `insert into ticket (id, version, status, order_id, line, place, event_id, ticket_type_id,
       ticket_type_name, holder_id, holder_name, holder_email, nonce, short_code, issued_at,
       bought_version)
     select id, version, status, order_id, line, place, event_id, ticket_type_id,
       ticket_type_name, holder_id, holder_name, holder_email, decode(nonce, 'hex'), short_code,
       issued_at, (select event.version from event where event.id = given.event_id)
     from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::int[], $6::int[], $7::uuid[],
       $8::uuid[], $9::text[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::text[],
       $15::timestamptz[])
       as given (id, version, status, order_id, line, place, event_id, ticket_type_id,
         ticket_type_name, holder_id, holder_name, holder_email, nonce, short_code, issued_at)
     on conflict (short_code) do nothing
     returning id`,
    [
      tickets.map((ticket) => ticket.ticketId),
      tickets.map((ticket) => ticket.version),
      tickets.map((ticket) => ticket.status),
      tickets.map((ticket) => ticket.orderId),
      tickets.map((ticket) => ticket.line),
      tickets.map((ticket) => ticket.position),
      tickets.map((ticket) => ticket.eventId),
      tickets.map((ticket) => ticket.ticketTypeId),
      tickets.map((ticket) => ticket.ticketTypeName),
      tickets.map((ticket) => ticket.holderId),
      tickets.map((ticket) => ticket.holderName),
      tickets.map((ticket) => ticket.holderEmail),
      tickets.map((ticket) => ticket.nonce),
      tickets.map((ticket) => ticket.shortCode),
      tickets.map((ticket) => ticket.issuedAt),
    ],
  );
  const stored = new Set(rows.map((row) => row.id));
  return tickets.filter((ticket) => !stored.has(ticket.ticketId));
}

/** The positions in lines of these orders that have a ticket. */
export async function readIssued(sql: Sql, orderIds: readonly string[]) {
  return sql.query<{ order_id: string; line: number; position: number }>(
    'select order_id, line, place as position from ticket where order_id = any($1::uuid[])',
    [orderIds],
  );
}

/**
 * Voids the tickets of these orders that are not void yet.
 * @returns their new states
 */
export async function voidTickets(sql: Sql, orderIds: readonly string[]): Promise<Ticket[]> {
  if (orderIds.length === 0) return [];
  // Locked in the order of ids, as scans do, so that two batches never deadlock.
  const rows = await sql.query<TicketRow>(
    `with due as materialized (
       select id from ticket where order_id = any($1::uuid[]) and status <> 'void'
       order by id for update)
     update ticket set status = 'void', version = ticket.version + 1
     from due where ticket.id = due.id
     returning ${ticketColumns}`,
    [orderIds],
  );
  return rows.map(toTicket);
}

/** Tickets by id or short code, locked until the transaction ends, with their latest state. */
export async function lockTickets(
  sql: Sql,
  ticketIds: readonly string[],
  shortCodes: readonly string[],
): Promise<Ticket[]> {
  const rows = await sql.query<TicketRow>(
    `select ${ticketColumns} from ticket
     where id = any($1::uuid[]) or short_code = any($2::text[])
     order by id for update`,
    [ticketIds, shortCodes],
  );
  return rows.map(toTicket);
}

/** Writes decided check-ins. Checks again that the tickets are valid and unchanged. */
export async function writeCheckIns(sql: Sql, tickets: readonly Ticket[]): Promise<void> {
  const rows = await sql.query<{ id: string }>(
    `update ticket set status = 'checked_in', version = given.version,
            checked_in_at = given.checked_in_at, checked_in_by = given.checked_in_by,
            gate = given.gate
     from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::uuid[], $5::text[])
       as given (id, version, checked_in_at, checked_in_by, gate)
     where ticket.id = given.id and ticket.status = 'valid'
       and ticket.version = given.version - 1
     returning ticket.id`,
    [
      tickets.map((ticket) => ticket.ticketId),
      tickets.map((ticket) => ticket.version),
      tickets.map((ticket) => ticket.checkedInAt),
      tickets.map((ticket) => ticket.checkedInBy),
      tickets.map((ticket) => ticket.gate),
    ],
  );
  if (rows.length !== tickets.length) {
    throw new Error(`${rows.length} of ${tickets.length} locked tickets could be checked in`);
  }
}

/** Writes decided undos: the tickets are valid again. */
export async function writeUndone(sql: Sql, tickets: readonly Ticket[]): Promise<void> {
  const rows = await sql.query<{ id: string }>(
    `update ticket set status = 'valid', version = given.version,
            checked_in_at = null, checked_in_by = null, gate = null
     from unnest($1::uuid[], $2::int[]) as given (id, version)
     where ticket.id = given.id and ticket.status = 'checked_in'
       and ticket.version = given.version - 1
     returning ticket.id`,
    [tickets.map((ticket) => ticket.ticketId), tickets.map((ticket) => ticket.version)],
  );
  if (rows.length !== tickets.length) {
    throw new Error(`${rows.length} of ${tickets.length} locked check-ins could be undone`);
  }
}

/**
 * Counts the tickets of an event by type, except void ones, under the latest names of the types.
 */
export const countTickets = (sql: Sql, eventId: string) =>
  sql.query<{ ticketTypeId: string; name: string; issued: number; checkedIn: number }>(
    `select ticket_type_id as "ticketTypeId",
            (array_agg(ticket_type_name order by id desc))[1] as name,
            count(*) as issued,
            count(*) filter (where status = 'checked_in') as "checkedIn"
     from ticket where event_id = $1 and status in ('valid', 'checked_in')
     group by ticket_type_id order by min(id::text)`,
    [eventId],
  );
