import { findPersons, hasEveryWord, type Sql } from '@onsale/runtime';
import { type AttendeeWord, attendeeWords } from './attendee-words.js';
import { afterAllIds, type TicketRow, ticketColumns, toTicket } from './store-tickets.js';
import type { Ticket } from './ticket.js';

/**
 * Tickets of an event, newest first: `limit` of those issued before `beforeId`.
 * @param search as `attendeeWords` reads it: each word is in name, email, short code or the number of
 * order or ticket, or nearly the name or email when none is
 */
export async function findTickets(
  sql: Sql,
  eventId: string,
  page: {
    search?: string | undefined;
    orderId?: string | undefined;
    beforeId?: string | undefined;
    limit: number;
  },
): Promise<Ticket[]> {
  const words = attendeeWords(page.search ?? '');
  return findPersons(words, (slips) => findTicketsOf(sql, eventId, { ...page, words, slips }));
}

async function findTicketsOf(
  sql: Sql,
  eventId: string,
  page: {
    words: readonly AttendeeWord[];
    slips: boolean;
    orderId?: string | undefined;
    beforeId?: string | undefined;
    limit: number;
  },
): Promise<Ticket[]> {
  const where = {
    name: 'holder_name',
    email: 'holder_email',
    ids: ['order_id', 'id'],
    code: 'short_code',
  };
  // The array with one id and the order by it force the index on event and id. With a plain
  // equality the planner may scan the tickets of all events until it has a page.
  const rows = await sql.query<TicketRow>(
    `select ${ticketColumns} from ticket
     where event_id = any($1::uuid[]) and id < $2 and ($3::uuid is null or order_id = $3)
       and ${hasEveryWord('$4', where, page)}
     order by event_id desc, id desc limit $5`,
    [
      [eventId],
      page.beforeId ?? afterAllIds,
      page.orderId ?? null,
      JSON.stringify(page.words),
      page.limit,
    ],
  );
  return rows.map(toTicket);
}
