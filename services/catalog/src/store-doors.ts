import type { Door } from '@onsale/contracts/catalog/http';
import type { Sql } from '@onsale/runtime';

/**
 * Published events that are not over and that an account organises or staffs, soonest first.
 * @param after the last event of the previous page
 */
export async function listOwnDoors(
  sql: Sql,
  accountId: string,
  now: Date,
  {
    after,
    limit,
  }: { readonly after: { readonly startsAt: string; readonly id: string }; readonly limit: number },
): Promise<Door[]> {
  const rows = await sql.query<Omit<Door, 'startsAt'> & { startsAt: Date }>(
    `with own as (
       select id, 'organiser' as role from event where organiser_id = $1
       union all
       select event_id, 'staff' from event_staff where account_id = $1
     )
     select id, title, starts_at as "startsAt", time_zone as "timeZone", role
     from own join event using (id)
     where status = 'published' and ends_at > $2 and (starts_at, id) > ($3::timestamptz, $4::uuid)
     order by starts_at, id limit $5`,
    [accountId, now, after.startsAt, after.id, limit],
  );
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.toISOString() }));
}
