import type { EventState } from '@onsale/contracts/catalog/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import { columnsOf, type Sql } from '@onsale/runtime';
import type { EventCopy } from './event.js';

/** One event, for example to check permissions. */
export const readEvent = async (sql: Sql, eventId: string): Promise<EventCopy | undefined> =>
  (await readEvents(sql, [eventId]))[0];

export interface EventRow {
  event_id: string;
  event_version: number;
  event_status: EventCopy['status'];
  organiser_id: string;
  staff_ids: string[];
  title: string;
  venue_name: string;
  venue_address: string;
  starts_at: Date;
  ends_at: Date;
  time_zone: string;
  cancellation_reason: string | null;
  check_in_opens_at: Date | null;
  doors_at: Date | null;
  age_limit: number | null;
}

export const eventColumns = `event.id as event_id, event.version as event_version,
  event.status as event_status, event.organiser_id, event.staff_ids, event.title,
  event.venue_name, event.venue_address, event.starts_at, event.ends_at, event.time_zone,
  event.cancellation_reason, event.check_in_opens_at, event.doors_at, event.age_limit`;

export const toEventCopy = (row: EventRow): EventCopy => ({
  eventId: row.event_id,
  version: row.event_version,
  status: row.event_status,
  organiserId: row.organiser_id,
  staffIds: row.staff_ids,
  title: row.title,
  venueName: row.venue_name,
  venueAddress: row.venue_address,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  timeZone: row.time_zone,
  cancellationReason: row.cancellation_reason,
  checkInOpensAt: row.check_in_opens_at,
  doorsAt: row.doors_at,
  ageLimit: row.age_limit,
});

const kept = columnsOf<
  Omit<
    AsRead<EventState>,
    'currency' | 'salesOpenAt' | 'salesCloseAt' | 'perPersonLimit' | 'refundPolicy'
  >
>({
  eventId: 'id',
  version: 'version',
  status: 'status',
  organiserId: 'organiser_id',
  staffIds: 'staff_ids',
  title: 'title',
  venueName: 'venue_name',
  venueAddress: 'venue_address',
  startsAt: 'starts_at',
  endsAt: 'ends_at',
  timeZone: 'time_zone',
  cancellationReason: 'cancellation_reason',
  checkInOpensAt: 'check_in_opens_at',
  doorsAt: 'doors_at',
  ageLimit: 'age_limit',
});
/** A release that leaves these out has not changed them. */
const mayBeLeftOut = ['doorsAt', 'ageLimit'] as const;

/**
 * Stores the highest version of each event; `events` may contain each event once. Also stores a
 * status that this release does not know: the event is shown as taking place, and its tickets
 * admit.
 */
export async function upsertEvents(sql: Sql, events: readonly AsRead<EventState>[]): Promise<void> {
  const saying = events.filter((event) => mayBeLeftOut.every((field) => field in event));
  await sql.query(
    `insert into event (${kept.list})
     select ${kept.list} from json_populate_recordset(null::event, $1) order by id
     on conflict (id) do update set
       ${kept.but('eventId', ...mayBeLeftOut).from('excluded')},
       doors_at = case when event.id = any($2::uuid[])
                  then excluded.doors_at else event.doors_at end,
       age_limit = case when event.id = any($2::uuid[])
                   then excluded.age_limit else event.age_limit end
     where excluded.version > event.version`,
    [kept.json(events), saying.map((event) => event.eventId)],
  );
}

export async function readEvents(sql: Sql, eventIds: readonly string[]): Promise<EventCopy[]> {
  const rows = await sql.query<EventRow>(
    `select ${eventColumns} from event where id = any($1::uuid[])`,
    [eventIds],
  );
  return rows.map(toEventCopy);
}

/** @returns the accounts among these that are organiser or staff of any event */
export async function whoWorksAnyDoor(sql: Sql, accountIds: readonly string[]) {
  const rows = await sql.query<{ id: string }>(
    `select id from unnest($1::uuid[]) as account (id)
     where exists (select 1 from event where organiser_id = account.id)
        or exists (select 1 from event where staff_ids @> array[account.id])`,
    [accountIds],
  );
  return new Set(rows.map((row) => row.id));
}
