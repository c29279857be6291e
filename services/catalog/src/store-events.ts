import { columnsOf, type Sql } from '@onsale/runtime';
import type { EventRecord } from './event.js';

const columns = columnsOf<EventRecord>({
  id: 'id',
  version: 'version',
  status: 'status',
  publishedAt: 'published_at',
  organiserId: 'organiser_id',
  organiserName: 'organiser_name',
  title: 'title',
  description: 'description',
  venueName: 'venue_name',
  venueAddress: 'venue_address',
  startsAt: 'starts_at',
  endsAt: 'ends_at',
  timeZone: 'time_zone',
  imageUrl: 'image_url',
  currency: 'currency',
  salesOpenAt: 'sales_open_at',
  salesCloseAt: 'sales_close_at',
  unlisted: 'unlisted',
  checkInOpensAt: 'check_in_opens_at',
  doorsAt: 'doors_at',
  ageLimit: 'age_limit',
  refundPolicy: 'refund_policy',
  cancellationReason: 'cancellation_reason',
  fieldVersions: 'field_versions',
  perPersonLimit: 'per_person_limit',
});

type InstantKey =
  | 'publishedAt'
  | 'startsAt'
  | 'endsAt'
  | 'salesOpenAt'
  | 'salesCloseAt'
  | 'checkInOpensAt'
  | 'doorsAt';
type EventRow = Omit<EventRecord, InstantKey> & {
  readonly publishedAt: Date | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
  readonly checkInOpensAt: Date | null;
  readonly doorsAt: Date | null;
};

const toRecord = (row: EventRow): EventRecord => ({
  ...row,
  publishedAt: row.publishedAt?.toISOString() ?? null,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  salesOpenAt: row.salesOpenAt?.toISOString() ?? null,
  salesCloseAt: row.salesCloseAt?.toISOString() ?? null,
  checkInOpensAt: row.checkInOpensAt?.toISOString() ?? null,
  doorsAt: row.doorsAt?.toISOString() ?? null,
});

export async function readEvent(sql: Sql, id: string): Promise<EventRecord | undefined> {
  const rows = await sql.query<EventRow>(`select ${columns.fields} from event where id = $1`, [id]);
  return rows.map(toRecord)[0];
}

/**
 * Locks the event: until the transaction ends nobody else changes it, its ticket types or its
 * staff.
 */
export async function lockEvent(sql: Sql, id: string): Promise<EventRecord | undefined> {
  const rows = await sql.query<EventRow>(
    `select ${columns.fields} from event where id = $1 for update`,
    [id],
  );
  return rows.map(toRecord)[0];
}

/** Writes whole events, new ones or ones that the transaction has locked. */
export async function writeEvents(sql: Sql, events: readonly EventRecord[]): Promise<void> {
  await sql.query(
    `insert into event (${columns.list})
     select ${columns.list} from json_populate_recordset(null::event, $1)
     on conflict (id) do update
       set ${columns.but('id', 'organiserId').from('excluded')}`,
    [columns.json(events)],
  );
}

/**
 * Events of these accounts that have an older name of theirs and are neither cancelled nor over.
 */
export async function listWithOldName(
  sql: Sql,
  accountIds: readonly string[],
  now: Date,
): Promise<{ eventId: string; name: string }[]> {
  return sql.query(
    `select event.id as "eventId", account.name from event
     join account on account.id = organiser_id
     where organiser_id = any($1::uuid[]) and organiser_name <> account.name
       and status <> 'cancelled' and ends_at > $2`,
    [accountIds, now],
  );
}
