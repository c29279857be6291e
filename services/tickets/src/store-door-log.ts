import { newId, type Sql } from '@onsale/runtime';
import type { DoorEntry } from './door-entry.js';
import { type TicketRow, ticketColumns, toTicket } from './store-tickets.js';
import type { Ticket } from './ticket.js';

interface EntryRow {
  entry_id: string;
  ticket_id: string;
  entry_event_id: string;
  scan_id: string;
  result: DoorEntry['result'];
  account_id: string;
  entry_gate: string | null;
  at: Date;
  entry_checked_in_at: Date | null;
  checked_in_gate: string | null;
}

const entryColumns = `door_entry.id as entry_id, door_entry.ticket_id,
  door_entry.event_id as entry_event_id, door_entry.scan_id, door_entry.result,
  door_entry.account_id, door_entry.gate as entry_gate, door_entry.at,
  door_entry.checked_in_at as entry_checked_in_at, door_entry.checked_in_gate`;

const toEntry = (row: EntryRow): DoorEntry => ({
  ticketId: row.ticket_id,
  eventId: row.entry_event_id,
  scanId: row.scan_id,
  result: row.result,
  accountId: row.account_id,
  gate: row.entry_gate,
  at: row.at,
  checkedInAt: row.entry_checked_in_at,
  checkedInGate: row.checked_in_gate,
});

/** The caller holds the locks of the tickets, so nobody answers the same scan beside it. */
export async function insertEntries(sql: Sql, entries: readonly DoorEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const ids = entries.map(() => newId());
  await sql.query(
    `insert into door_entry (id, ticket_id, event_id, scan_id, result, account_id, gate, at,
                             checked_in_at, checked_in_gate)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[],
       $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[])`,
    [
      ids,
      entries.map((entry) => entry.ticketId),
      entries.map((entry) => entry.eventId),
      entries.map((entry, at) => entry.scanId ?? ids[at]),
      entries.map((entry) => entry.result),
      entries.map((entry) => entry.accountId),
      entries.map((entry) => entry.gate),
      entries.map((entry) => entry.at),
      entries.map((entry) => entry.checkedInAt),
      entries.map((entry) => entry.checkedInGate),
    ],
  );
}

/** The answers that these scans got before. To be read after their tickets are locked. */
export async function readAnswered(
  sql: Sql,
  scanIds: readonly string[],
  tickets: readonly Ticket[],
) {
  if (scanIds.length === 0 || tickets.length === 0) return [];
  const rows = await sql.query<EntryRow>(
    `select ${entryColumns} from door_entry
     where ticket_id = any($1::uuid[]) and scan_id = any($2::uuid[])`,
    [tickets.map((ticket) => ticket.ticketId), scanIds],
  );
  return rows.map(toEntry);
}

/** When this check-in of the ticket was undone; undefined: it was not. */
export async function readUndone(sql: Sql, ticketId: string, checkedInAt: Date) {
  const rows = await sql.query<{ at: Date }>(
    `select at from door_entry
     where ticket_id = $1 and result = 'undone' and checked_in_at = $2`,
    [ticketId, checkedInAt],
  );
  return rows[0]?.at;
}

/** Who came in and whose check-in was undone, newest first, with the tickets as they are now. */
export async function readArrivals(
  sql: Sql,
  eventId: string,
  page: { beforeId: string; limit: number },
): Promise<{ id: string; entry: DoorEntry; ticket: Ticket }[]> {
  const rows = await sql.query<EntryRow & TicketRow>(
    `select ${entryColumns}, ${ticketColumns}
     from door_entry join ticket on ticket.id = door_entry.ticket_id
     where door_entry.event_id = any($1::uuid[]) and door_entry.id < $2
       and door_entry.result in ('admitted', 'undone')
     order by door_entry.event_id desc, door_entry.id desc limit $3`,
    [[eventId], page.beforeId, page.limit],
  );
  return rows.map((row) => ({ id: row.entry_id, entry: toEntry(row), ticket: toTicket(row) }));
}

/** Forgets answers that let nobody in. @returns how many there were, `limit` at most */
export async function deletePassing(sql: Sql, before: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `delete from door_entry where id in (
       select id from door_entry
       where at < $1 and result not in ('admitted', 'undone') limit $2)
     returning id`,
    [before, limit],
  );
  return rows.length;
}
