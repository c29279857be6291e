import type { Snapshot } from '../books.js';
import { Check, shownFindings } from '../report.js';

/** Check-ins of the door's log that were not undone, by ticket. */
const standing = `
  select ticket_id, count(*)::float8 as times, max(checked_in_at) as at from door_entry as admitted
  where result = 'admitted' and not exists (
    select from door_entry as undone where undone.ticket_id = admitted.ticket_id
      and undone.result = 'undone' and undone.checked_in_at = admitted.checked_in_at)
  group by ticket_id`;

/**
 * Each ticket admitted at most one person: of its check-ins in the door log at most one was not
 * undone, and the ticket agrees. Check-ins from a version without a log name no
 * account, and are ignored.
 */
export async function checkDoor(tickets: Snapshot, eventId?: string): Promise<Check> {
  const check = new Check('let in once', 'a ticket has one check-in that was not undone, or none');
  const [where, values] = eventId ? ['ticket.event_id = $1', [eventId]] : ['true', []];
  const wrong = `
    from ticket left join (${standing}) as standing on ticket_id = ticket.id
    where ${where}
      and (coalesce(times, 0) <> (checked_in_by is not null)::int
           or (times = 1 and at is distinct from ticket.checked_in_at))`;
  const [logged] = await tickets.query<{ rows: number }>(
    `select count(*)::float8 as rows from door_entry
     where result in ('admitted', 'undone')${eventId ? ' and event_id = $1' : ''}`,
    values,
  );
  check.looked = logged?.rows ?? 0;
  const [counted] = await tickets.query<{ found: number }>(
    `select count(*)::float8 as found ${wrong}`,
    values,
  );
  if (!counted?.found) return check;
  const rows = await tickets.query<{ id: string; status: string; times: number }>(
    `select id, status, coalesce(times, 0) as times ${wrong} order by id limit ${shownFindings}`,
    values,
  );
  for (const { id, status, times } of rows) {
    check.find(
      `Ticket ${id} is ${status.replace('_', ' ')}, and the door’s log has ${times} check-ins of it that were not undone.`,
      [id],
    );
  }
  check.found = counted.found;
  return check;
}
