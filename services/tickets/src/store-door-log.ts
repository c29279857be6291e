import { columnsOf, newId, type Sql } from '@onsale/runtime';
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

const columns = columnsOf<DoorEntry & { readonly id: string }>({
  id: 'id',
  ticketId: 'ticket_id',
  eventId: 'event_id',
  scanId: 'scan_id',
  result: 'result',
  accountId: 'account_id',
  gate: 'gate',
  at: 'at',
  checkedInAt: 'checked_in_at',
  checkedInGate: 'checked_in_gate',
});

/**
 * Inserts entries. The caller has locked the tickets, so no other process answers the same scan
 * meanwhile.
 */
export async function insertEntries(sql: Sql, entries: readonly DoorEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => {
    const id = newId();
    return { ...entry, id, scanId: entry.scanId ?? id };
  });
  await sql.query(
    `insert into door_entry (${columns.list})
     select ${columns.list} from json_populate_recordset(null::door_entry, $1)`,
    [columns.json(rows)],
  );
}

/** The earlier answers to these scans. Call it after their tickets are locked. */
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

/** When this check-in was undone; undefined: it was not. */
export async function readUndone(sql: Sql, ticketId: string, checkedInAt: Date) {
  const rows = await sql.query<{ at: Date }>(
    `select at from door_entry
     where ticket_id = $1 and result = 'undone' and checked_in_at = $2`,
    [ticketId, checkedInAt],
  );
  return rows[0]?.at;
}

/** Check-ins and undone check-ins, newest first, with the present state of their tickets. */
export async function readArrivals(
  sql: Sql,
  eventId: string,
  page: { orderId?: string | undefined; beforeId: string; limit: number },
): Promise<{ id: string; entry: DoorEntry; ticket: Ticket }[]> {
  const rows = await sql.query<EntryRow & TicketRow>(
    `select ${entryColumns}, ${ticketColumns}
     from door_entry join ticket on ticket.id = door_entry.ticket_id
     where door_entry.event_id = any($1::uuid[]) and door_entry.id < $2
       and door_entry.result in ('admitted', 'undone')
       and ($4::uuid is null or ticket.order_id = $4)
     order by door_entry.event_id desc, door_entry.id desc limit $3`,
    [[eventId], page.beforeId, page.limit, page.orderId ?? null],
  );
  return rows.map((row) => ({ id: row.entry_id, entry: toEntry(row), ticket: toTicket(row) }));
}

/**
 * Deletes answers that admitted nobody.
 * @returns how many, at most `limit`
 */
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
