import type { Sql } from '@onsale/runtime';

/** An account that has created events, or was approved as an organiser. */
export interface Organiser {
  readonly accountId: string;
  readonly name: string;
  /** Not verified. Null: this service does not know the account. */
  readonly email: string | null;
  /** Null: not approved. */
  readonly approvedAt: Date | null;
  readonly drafts: number;
  readonly published: number;
}

/** The sort key of the list. */
export interface OrganiserKey {
  readonly isApproved: boolean;
  readonly name: string;
  readonly accountId: string;
}

const beforeAll: OrganiserKey = {
  isApproved: false,
  name: '',
  accountId: '00000000-0000-0000-0000-000000000000',
};

/** Accounts that wait for approval first, then by name; at most `limit`, after the given key. */
export const listOrganisers = (
  sql: Sql,
  limit: number,
  { isApproved, name, accountId }: OrganiserKey = beforeAll,
): Promise<Organiser[]> =>
  sql.query<Organiser>(
    `with made as (
       select organiser_id as id, max(organiser_name) as name,
              count(*) filter (where status = 'draft')::int as drafts,
              count(*) filter (where status = 'published')::int as published
       from event group by organiser_id),
     listed as (
       select coalesce(made.id, organiser.account_id) as "accountId",
              coalesce(account.name, made.name, '') as name, account.email,
              approved_at as "approvedAt",
              coalesce(drafts, 0) as drafts, coalesce(published, 0) as published
       from made full join organiser on organiser.account_id = made.id
       left join account on account.id = coalesce(made.id, organiser.account_id))
     select * from listed
     where ("approvedAt" is not null, name, "accountId") > ($2::boolean, $3::text, $4::uuid)
     order by "approvedAt" is not null, name, "accountId" limit $1`,
    [limit, isApproved, name, accountId],
  );

/** @returns the ids of accounts that this service knows */
export async function knownAccounts(sql: Sql, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    'select id from account where id = any($1::uuid[])',
    [accountIds],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function approveOrganisers(
  sql: Sql,
  accountIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql.query(
    `insert into organiser (account_id, approved_at)
     select account_id, $2 from unnest($1::uuid[]) as account_id on conflict do nothing`,
    [accountIds, now],
  );
}

/** @returns the ids that were approved before */
export async function removeOrganisers(sql: Sql, accountIds: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ accountId: string }>(
    `delete from organiser where account_id = any($1::uuid[]) returning account_id as "accountId"`,
    [accountIds],
  );
  return rows.map(({ accountId }) => accountId);
}

export async function isApproved(sql: Sql, accountId: string): Promise<boolean> {
  const rows = await sql.query('select from organiser where account_id = $1', [accountId]);
  return rows.length > 0;
}

/** Locks the events of this account: until the transaction ends no other one is counted. */
export async function lockEventsOf(sql: Sql, accountId: string): Promise<void> {
  await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`event ${accountId}`]);
}

/** The numbers of drafts and of published events that are not over. */
export async function countEventsOf(
  sql: Sql,
  accountId: string,
  now: Date,
): Promise<{ drafts: number; published: number }> {
  const [row] = await sql.query<{ drafts: number; published: number }>(
    `select count(*) filter (where status = 'draft')::int as drafts,
            count(*) filter (where status = 'published' and ends_at > $2)::int as published
     from event where organiser_id = $1`,
    [accountId, now],
  );
  return row ?? { drafts: 0, published: 0 };
}
