import type { Sql } from '@onsale/runtime';
import { attendeeWords } from './attendee-words.js';
import { afterAllIds, type TicketRow, ticketColumns, toTicket } from './store-tickets.js';
import type { Ticket } from './ticket.js';

/**
 * Tickets of an event, newest first: `limit` of those issued before `beforeId`.
 * @param search as `attendeeWords` reads it: each word is in name, email, short code or the number of
 * order or ticket
 */
export async function findTickets(
  sql: Sql,
  eventId: string,
  page: { search?: string | undefined; beforeId?: string | undefined; limit: number },
): Promise<Ticket[]> {
  const words = attendeeWords(page.search ?? '');
  // An array of one, and its order: so only the index of event and id will do. With a plain equals
  // the planner may go back through the tickets of all events until it has a page.
  const rows = await sql.query<TicketRow>(
    `select ${ticketColumns} from ticket
     where event_id = any($1::uuid[]) and id < $2
       and not exists (
         select from unnest($3::text[], $4::boolean[], $5::text[], $6::text[])
           as word (typed, is_word, code, id_part)
         where not coalesce(strpos(${plain('holder_name')}, ${plain('word.typed')}) > 0, false)
           and not coalesce(is_word and strpos(${plain('holder_email')}, ${plain('word.typed')}) > 0, false)
           and not coalesce(strpos(short_code, word.code) > 0, false)
           and not coalesce(strpos(replace(order_id::text, '-', ''), word.id_part) > 0, false)
           and not coalesce(strpos(replace(id::text, '-', ''), word.id_part) > 0, false))
     order by event_id desc, id desc limit $7`,
    [
      [eventId],
      page.beforeId ?? afterAllIds,
      words.map((word) => word.typed),
      words.map((word) => word.isWord),
      words.map((word) => word.code),
      words.map((word) => word.idPart),
      page.limit,
    ],
  );
  return rows.map(toTicket);
}

/** A name as it is looked for: small letters, without accents. Nearly all are ASCII already. */
const plain = (text: string) =>
  `case when octet_length(${text}) = length(${text}) then lower(${text}) else
     replace(replace(replace(translate(lower(normalize(regexp_replace(normalize(${text}, NFKD),
       '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4-\\u05c7\\u0640\\u064b-\\u065f\\u0670]', '', 'g'), NFC)),
       'øłđðħı’', 'olddhi'''), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
   end`;
