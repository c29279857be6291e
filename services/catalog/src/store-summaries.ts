import type { OrganiserEvent } from '@onsale/contracts/catalog/http';
import type { Sql } from '@onsale/runtime';
import { type SearchQuery, searchQuery } from './search-query.js';
import { withFractionsApart, withTwoForOne } from './search-words.js';
import { readImages } from './store-images.js';
import type { SummaryRecord, SummaryType } from './summary.js';

const columns = `event.id, status, title, venue_name as "venueName",
  venue_address as "venueAddress", starts_at as "startsAt", ends_at as "endsAt",
  time_zone as "timeZone", image_url as "imageUrl", currency,
  sales_open_at as "salesOpenAt", sales_close_at as "salesCloseAt"`;

interface SalesTimes {
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
}
type SummaryRow = Omit<SummaryRecord, 'startsAt' | 'endsAt' | keyof SalesTimes> &
  SalesTimes & { readonly startsAt: Date; readonly endsAt: Date };

const toIso = (row: SalesTimes) => ({
  salesOpenAt: row.salesOpenAt?.toISOString() ?? null,
  salesCloseAt: row.salesCloseAt?.toISOString() ?? null,
});
const toRecord = <R extends SummaryRow>(row: R) => ({
  ...row,
  ...toIso(row),
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
});

/** Instants as RFC 3339, or PostgreSQL's `-infinity` and `infinity` for no bound. */
export interface ListedRange {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  /** The last event of the previous page. */
  readonly after: { readonly startsAt: string; readonly id: string };
  readonly limit: number;
}

const listed = `status = 'published' and not unlisted
  and ends_at > $1 and starts_at >= $2 and starts_at < $3`;

/** Events on show that are not over, soonest first. */
export async function listPublished(
  sql: Sql,
  now: Date,
  { from, to, after, limit }: ListedRange,
): Promise<SummaryRecord[]> {
  const rows = await sql.query<SummaryRow>(
    `select ${columns} from event
     where ${listed} and (starts_at, id) > ($4::timestamptz, $5::uuid)
     order by starts_at, id limit $6`,
    [now, from, to, after.startsAt, after.id, limit],
  );
  return rows.map(toRecord);
}

/** What someone typed, as texts are searched. */
export interface Typed {
  /** Undefined when there is no word in it. */
  readonly query: SearchQuery | undefined;
  /** Of the title that it may be. */
  readonly key: string;
}

export async function readTyped(sql: Sql, typed: string): Promise<Typed> {
  const apart = withFractionsApart(typed);
  const [row] = await sql.query<{ plain: string; other: string; key: string }>(
    'select plain_text($1) as plain, plain_text($2) as other, title_key($3) as key',
    [apart, withTwoForOne(apart), typed],
  );
  return { query: searchQuery(row?.plain ?? '', row?.other), key: row?.key ?? '' };
}

/** An event with the rank of its match; 1 is the best. */
export type FoundSummary = SummaryRecord & { readonly rank: number };
/** The rank of a match with a wrong letter. */
export const slipRank = 8;

/**
 * Published events that are not over and match, best first, then soonest first.
 * @param typed the search text; a title with the same signs ranks first
 * @param key of a title that equals the search text
 * @param query undefined if the text has no word: then only an equal title matches
 * @param slips whether each word may have a wrong letter
 */
export async function searchPublished(
  sql: Sql,
  now: Date,
  { from, to, after, limit }: ListedRange & { readonly after: { readonly rank: number } },
  { typed, key, query, slips }: Typed & { readonly typed: string; readonly slips: boolean },
): Promise<FoundSummary[]> {
  const values: unknown[] = [now, from, to, after.rank, after.startsAt, after.id, limit, key];
  const printed = /[^\p{L}\p{M}\p{N}\s]/u.test(typed)
    ? 'starts_with(lower(title), lower(#))'
    : 'lower(title) = lower(#)';
  const put = (value: string) => `$${values.push(value)}`;
  const has = (column: 'terms' | 'search', asked: string) => `${column} @@ ${put(asked)}::tsquery`;
  const matched = query
    ? `select *, case when ${printed.replace('#', put(typed))} then 1
           when title_key = $8 then 2 when starts_with(title_key, $8) then 3
           when ${has('terms', query.titleWords)} then 4 when ${has('terms', query.title)} then 5
           when ${has('terms', query.poster)} then 6 else ${slips ? slipRank : 7} end as rank
       from event where ${listed} and ${
         slips
           ? has('terms', query.slips)
           : query.anywhere
               .map((word) => `(${has('terms', word.terms)} or ${has('search', word.search)})`)
               .join(' and ')
       }`
    : `select *, 1 as rank from event where ${listed} and title_key = $8`;
  const rows = await sql.query<SummaryRow & { rank: number }>(
    `select ${columns}, rank from (${matched}) as event
     where (rank, starts_at, id) > ($4::int, $5::timestamptz, $6::uuid)
     order by rank, starts_at, id limit $7`,
    values,
  );
  return rows.map(toRecord);
}

type OwnFacts = Pick<OrganiserEvent, 'role' | 'unlisted'> &
  Required<Pick<OrganiserEvent, 'sales'>> & {
    /** Grows with each new event, of any organiser. */
    readonly number: string;
  };
export type OwnSummary = SummaryRecord & OwnFacts;

/**
 * Every word of `$4` is part of one in title or venue, or the query `$5` finds the event, or the
 * title is `$6`. An account has some hundreds of events.
 */
const isMeant = `($4::text is null or title_key = $6 or terms @@ $5::tsquery or (
  select coalesce(bool_and(strpos(plain_text(concat_ws(' ', title, venue_name, venue_address)), word) > 0), false)
  from string_to_table(translate(plain_text($4), '-', ' '), ' ') as word where word <> ''))`;

/**
 * Events that an account organises, or staffs once they were published; newest first.
 * @param beforeNumber of the last event of the page before
 * @param search what was typed, the title that it may be, and its query; undefined: all of them
 */
export async function listOwn(
  sql: Sql,
  accountId: string,
  { beforeNumber, limit }: { readonly beforeNumber: string; readonly limit: number },
  search?: { readonly typed: string; readonly key: string; readonly query: string | undefined },
): Promise<OwnSummary[]> {
  const rows = await sql.query<SummaryRow & OwnFacts>(
    `with own as (
       (select id, 'organiser' as role from event
        where organiser_id = $1 and number < $2 and ${isMeant} order by number desc limit $3)
       union all
       (select event_id, 'staff' from event_staff join event on event.id = event_id
        where account_id = $1 and number < $2 and published_at is not null and ${isMeant}
        order by number desc limit $3)
     )
     select ${columns}, role, unlisted, number::text as number, sales from own join event using (id)
     cross join lateral (
       select jsonb_build_object(
         'sold', coalesce(sum(stock.sold), 0),
         'capacity', coalesce(sum(case when shown then greatest(pool.capacity, stock.sold)
                                  else stock.sold end), 0),
         'paused', (select coalesce(jsonb_agg(name order by id), '[]') from ticket_type
                    where event_id = event.id and status = 'paused')) as sales
       from ticket_type as pool left join stock on ticket_type_id = pool.id
       -- Places that a hidden ticket type shares are sold as another.
       cross join lateral (
         select exists (select from ticket_type as type where event_id = event.id
           and coalesce(type.pool_id, type.id) = pool.id and status in ('active', 'paused')) as shown
       ) as visible
       where pool.event_id = event.id and pool.pool_id is null
     ) as sold
     order by event.number desc limit $3`,
    [
      accountId,
      beforeNumber,
      limit,
      search?.typed ?? null,
      search?.query ?? null,
      search?.key ?? null,
    ],
  );
  return rows.map(toRecord);
}

/** Ticket types and images, by address, for a page of events. */
export async function readShown(
  sql: Sql,
  events: readonly Pick<SummaryRecord, 'id' | 'imageUrl'>[],
) {
  const [types, images] = await Promise.all([
    readSummaryTypes(
      sql,
      events.map((event) => event.id),
    ),
    readImages(
      sql,
      events.map((event) => event.imageUrl),
    ),
  ]);
  return { types, images };
}

async function readSummaryTypes(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, SummaryType[]>> {
  const rows = await sql.query<Omit<SummaryType, keyof SalesTimes> & SalesTimes>(
    // For shared places, no more than the limit of the ticket type allows.
    `select type.event_id as "eventId", type.price, type.status = 'paused' as "isPaused",
            least(coalesce(stock.available, pool.capacity), type.pool_limit
              - coalesce((stock.shares->type.id::text->>'held')::int, 0)
              - coalesce((stock.shares->type.id::text->>'sold')::int, 0)) as available,
            type.sales_open_at as "salesOpenAt", type.sales_close_at as "salesCloseAt"
     from ticket_type as type
     join ticket_type as pool on pool.id = coalesce(type.pool_id, type.id)
     left join stock on stock.ticket_type_id = pool.id
     where type.event_id = any($1::uuid[]) and type.status in ('active', 'paused')`,
    [eventIds],
  );
  const types = new Map<string, SummaryType[]>(eventIds.map((id) => [id, []]));
  for (const row of rows) types.get(row.eventId)?.push({ ...row, ...toIso(row) });
  return types;
}
