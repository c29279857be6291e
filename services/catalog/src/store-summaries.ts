import type { OrganiserEvent } from '@onsale/contracts/catalog/http';
import type { Sql } from '@onsale/runtime';
import type { SearchQuery } from './search-query.js';
import type { SummaryRecord, SummaryType } from './summary.js';

const columns = `event.id, status, title, venue_name as "venueName", starts_at as "startsAt",
  ends_at as "endsAt", time_zone as "timeZone", image_url as "imageUrl", currency,
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
  /** Not included. */
  readonly to: string;
  /** The last event of the page before. */
  readonly after: { readonly startsAt: string; readonly id: string };
  readonly limit: number;
}

const listed = `select ${columns} from event
  where status = 'published' and not unlisted and ends_at > $1 and starts_at >= $2 and starts_at < $3
    and (starts_at, id) > ($4::timestamptz, $5::uuid)`;
const inOrder = 'order by starts_at, id limit $6';

/** Events on show that are not over, soonest first. */
export async function listPublished(
  sql: Sql,
  now: Date,
  { from, to, after, limit }: ListedRange,
  search: SearchQuery | undefined,
): Promise<SummaryRecord[]> {
  const values = [now, from, to, after.startsAt, after.id, limit];
  const rows = search
    ? await sql.query<SummaryRow>(
        `${listed} and search @@ (websearch_to_tsquery('simple', without_accents($7))
           || (websearch_to_tsquery('simple', without_accents($8))
               && to_tsquery('simple', without_accents($9)))) ${inOrder}`,
        [...values, search.all, search.head, search.prefix],
      )
    : await sql.query<SummaryRow>(`${listed} ${inOrder}`, values);
  return rows.map(toRecord);
}

export type OwnSummary = SummaryRecord & Pick<OrganiserEvent, 'role' | 'unlisted'>;

/**
 * Events that an account organises, or staffs once they were published; newest first.
 * @param beforeId the last event of the page before
 */
export async function listOwn(
  sql: Sql,
  accountId: string,
  beforeId: string,
  limit: number,
): Promise<OwnSummary[]> {
  const rows = await sql.query<SummaryRow & Pick<OwnSummary, 'role' | 'unlisted'>>(
    `with own as (
       (select id, 'organiser' as role from event
        where organiser_id = $1 and id < $2 order by id desc limit $3)
       union all
       (select event_id, 'staff' from event_staff join event on event.id = event_id
        where account_id = $1 and event_id < $2 and published_at is not null
        order by event_id desc limit $3)
     )
     select ${columns}, role, unlisted from own join event using (id) order by event.id desc limit $3`,
    [accountId, beforeId, limit],
  );
  return rows.map(toRecord);
}

/** Of all the events of a page, in one trip. */
export async function readSummaryTypes(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, SummaryType[]>> {
  const rows = await sql.query<Omit<SummaryType, keyof SalesTimes> & SalesTimes>(
    `select event_id as "eventId", price, coalesce(stock.available, capacity) as available,
            sales_open_at as "salesOpenAt", sales_close_at as "salesCloseAt"
     from ticket_type left join stock on stock.ticket_type_id = ticket_type.id
     where event_id = any($1::uuid[])`,
    [eventIds],
  );
  const types = new Map<string, SummaryType[]>(eventIds.map((id) => [id, []]));
  for (const row of rows) types.get(row.eventId)?.push({ ...row, ...toIso(row) });
  return types;
}
