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
    `with word as materialized (
       select plain as typed, ${bare('plain')} as bare, ${bare(plain('other'))} as other, is_word, code,
              id_part
       from unnest($3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[])
         as word (typed, other, is_word, code, id_part)
       cross join lateral (select ${plain('typed')} as plain) as word_typed
     )
     select ${ticketColumns} from ticket
     cross join lateral (
       select ${plain('holder_name')} as name, ${plain('holder_email')} as address offset 0
     ) as holder
     where event_id = any($1::uuid[]) and id < $2
       and not exists (
         select from word
         where not strpos(name, typed) > 0
           and not (is_word and strpos(${bare('name')}, bare) > 0)
           and not coalesce(strpos(${bare('name')}, other) > 0, false)
           and not (is_word and strpos(address, typed) > 0)
           and not coalesce(strpos(short_code, code) > 0, false)
           and not coalesce(strpos(replace(order_id::text, '-', ''), id_part) > 0, false)
           and not coalesce(strpos(replace(id::text, '-', ''), id_part) > 0, false))
     order by event_id desc, id desc limit $8`,
    [
      [eventId],
      page.beforeId ?? afterAllIds,
      words.map((word) => word.typed),
      words.map((word) => word.other),
      words.map((word) => word.isWord),
      words.map((word) => word.code),
      words.map((word) => word.idPart),
      page.limit,
    ],
  );
  return rows.map(toTicket);
}

const span = (first: string, length: number) =>
  Array.from({ length }, (_, at) => String.fromCodePoint((first.codePointAt(0) ?? 0) + at)).join(
    '',
  );
const digits = span('0', 10);
/** Arabic, Persian, Devanagari, Bengali and Thai ones. */
const otherDigits = ['\u0660', '\u06f0', '\u0966', '\u09e6', '\u0e50'].map((zero) =>
  span(zero, 10),
);
const kana = 86;
const from = `øłđðħıŋəςیکىة‘’\u02bc${otherDigits.join('')}${span('ァ', kana)}`;
// In SQL, a quote is two.
const to = `olddhineσيكيه''''''${digits.repeat(otherDigits.length)}${span('ぁ', kana)}`;

/** A name as it is looked for: small letters, without accents. Nearly all are ASCII already. */
const plain = (text: string) =>
  `case when octet_length(${text}) = length(${text}) then lower(${text}) else
     replace(replace(replace(replace(translate(lower(normalize(regexp_replace(normalize(${text}, NFKD),
       '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4-\\u05c7\\u0640\\u064b-\\u065f\\u0670]', '', 'g'), NFC)),
       '${from}', '${to}'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
   end`;

/** The same without what stands between the parts of a name: `Anne-Marie O’Brien` as one word. */
const bare = (text: string) => `translate(${text}, E' \\t-.,''\`"()!?*…·・‐‑‒–—−«»“”„\u3000', '')`;
