import type { Attendee } from '@onsale/contracts/tickets/http';
import { readShortCode, showShortCode } from '@onsale/contracts/tickets/short-code';
import type { Sql } from '@onsale/runtime';
import { afterAllIds, type TicketRow, ticketColumns, toTicket } from './store-tickets.js';

/**
 * Attendees of an event, newest first: `limit` of those issued before `beforeId`.
 * @param search in name or e-mail whatever the case, or in the short code
 */
export async function readAttendees(
  sql: Sql,
  eventId: string,
  page: { search?: string | undefined; beforeId?: string | undefined; limit: number },
): Promise<Attendee[]> {
  const search = page.search?.trim() || null;
  const typed = search?.replaceAll('-', '').toUpperCase() ?? null;
  // An array of one, and its order: so only the index of event and id will do. With a plain equals
  // the planner may go back through the tickets of all events until it has a page.
  const rows = await sql.query<TicketRow>(
    `select ${ticketColumns} from ticket
     where event_id = any($1::uuid[]) and id < $2
       and ($3::text is null
            or position(lower($3) in lower(holder_name)) > 0
            or position(lower($3) in lower(holder_email)) > 0
            or position($4 in short_code) > 0)
     order by event_id desc, id desc limit $5`,
    [
      [eventId],
      page.beforeId ?? afterAllIds,
      search,
      readShortCode(search ?? '') ?? typed,
      page.limit,
    ],
  );
  return rows.map((row) => toAttendee(toTicket(row)));
}

const toAttendee = (ticket: ReturnType<typeof toTicket>): Attendee => ({
  ticketId: ticket.ticketId,
  orderId: ticket.orderId,
  holderName: ticket.holderName,
  holderEmail: ticket.holderEmail,
  ticketTypeName: ticket.ticketTypeName,
  status: ticket.status,
  shortCode: showShortCode(ticket.shortCode),
  issuedAt: ticket.issuedAt.toISOString(),
  checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
  gate: ticket.gate,
});
