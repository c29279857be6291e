import type { Sql } from '@onsale/runtime';
import type { EventRecord } from './event.js';

const columns = `id, version, status, published_at as "publishedAt", organiser_id as "organiserId",
  organiser_name as "organiserName", title, description, venue_name as "venueName",
  venue_address as "venueAddress", starts_at as "startsAt", ends_at as "endsAt",
  time_zone as "timeZone", image_url as "imageUrl", currency, sales_open_at as "salesOpenAt",
  sales_close_at as "salesCloseAt", unlisted, check_in_opens_at as "checkInOpensAt",
  cancellation_reason as "cancellationReason", field_versions as "fieldVersions",
  per_person_limit as "perPersonLimit"`;

type InstantKey =
  | 'publishedAt'
  | 'startsAt'
  | 'endsAt'
  | 'salesOpenAt'
  | 'salesCloseAt'
  | 'checkInOpensAt';
type EventRow = Omit<EventRecord, InstantKey> & {
  readonly publishedAt: Date | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
  readonly checkInOpensAt: Date | null;
};

const toRecord = (row: EventRow): EventRecord => ({
  ...row,
  publishedAt: row.publishedAt?.toISOString() ?? null,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  salesOpenAt: row.salesOpenAt?.toISOString() ?? null,
  salesCloseAt: row.salesCloseAt?.toISOString() ?? null,
  checkInOpensAt: row.checkInOpensAt?.toISOString() ?? null,
});

export async function readEvent(sql: Sql, id: string): Promise<EventRecord | undefined> {
  const rows = await sql.query<EventRow>(`select ${columns} from event where id = $1`, [id]);
  return rows.map(toRecord)[0];
}

/** Until the transaction ends nobody else changes the event, its ticket types or its staff. */
export async function lockEvent(sql: Sql, id: string): Promise<EventRecord | undefined> {
  const rows = await sql.query<EventRow>(`select ${columns} from event where id = $1 for update`, [
    id,
  ]);
  return rows.map(toRecord)[0];
}

/** Writes events whole: new ones, and those that the transaction holds the lock of. */
export async function writeEvents(sql: Sql, events: readonly EventRecord[]): Promise<void> {
  await sql.query(
    `insert into event (id, version, status, published_at, organiser_id, organiser_name, title,
       description, venue_name, venue_address, starts_at, ends_at, time_zone, image_url, currency,
       sales_open_at, sales_close_at, cancellation_reason, unlisted, field_versions,
       per_person_limit, check_in_opens_at)
     select * from unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::uuid[],
       $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[],
       $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::timestamptz[],
       $17::timestamptz[], $18::text[], $19::boolean[], $20::jsonb[], $21::int[],
       $22::timestamptz[])
     on conflict (id) do update set
       version = excluded.version, status = excluded.status, published_at = excluded.published_at,
       title = excluded.title, description = excluded.description,
       venue_name = excluded.venue_name, venue_address = excluded.venue_address,
       starts_at = excluded.starts_at, ends_at = excluded.ends_at,
       time_zone = excluded.time_zone, image_url = excluded.image_url,
       currency = excluded.currency, sales_open_at = excluded.sales_open_at,
       sales_close_at = excluded.sales_close_at,
       cancellation_reason = excluded.cancellation_reason, unlisted = excluded.unlisted,
       field_versions = excluded.field_versions,
       per_person_limit = excluded.per_person_limit,
       check_in_opens_at = excluded.check_in_opens_at`,
    [
      events.map((event) => event.id),
      events.map((event) => event.version),
      events.map((event) => event.status),
      events.map((event) => event.publishedAt),
      events.map((event) => event.organiserId),
      events.map((event) => event.organiserName),
      events.map((event) => event.title),
      events.map((event) => event.description),
      events.map((event) => event.venueName),
      events.map((event) => event.venueAddress),
      events.map((event) => event.startsAt),
      events.map((event) => event.endsAt),
      events.map((event) => event.timeZone),
      events.map((event) => event.imageUrl),
      events.map((event) => event.currency),
      events.map((event) => event.salesOpenAt),
      events.map((event) => event.salesCloseAt),
      events.map((event) => event.cancellationReason),
      events.map((event) => event.unlisted),
      events.map((event) => JSON.stringify(event.fieldVersions)),
      events.map((event) => event.perPersonLimit),
      events.map((event) => event.checkInOpensAt),
    ],
  );
}
