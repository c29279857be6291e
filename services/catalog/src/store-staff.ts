import type { AccountState } from '@onsale/contracts/auth/messages';
import type { StaffMember } from '@onsale/contracts/catalog/http';
import type { Sql } from '@onsale/runtime';

/** In the order in which they were added. */
export const readStaff = (sql: Sql, eventId: string): Promise<StaffMember[]> =>
  sql.query<StaffMember>(
    `select account_id as "accountId", name, email
     from event_staff join account on account.id = account_id
     where event_id = $1 order by added_at, account_id`,
    [eventId],
  );

export async function readStaffIds(sql: Sql, eventId: string): Promise<string[]> {
  const rows = await sql.query<{ accountId: string }>(
    'select account_id as "accountId" from event_staff where event_id = $1 order by account_id',
    [eventId],
  );
  return rows.map((row) => row.accountId);
}

/** @param key of the address, as `addressKey` makes it. @returns the account, as far as this service has heard */
export async function findAccount(sql: Sql, key: string): Promise<StaffMember | undefined> {
  const [account] = await sql.query<StaffMember>(
    `select id as "accountId", name, email from account where lower(email) = $1
     order by id limit 1`,
    [key],
  );
  return account;
}

export async function insertStaff(
  sql: Sql,
  eventId: string,
  accountIds: readonly string[],
  addedAt: Date,
): Promise<void> {
  await sql.query(
    `insert into event_staff (event_id, account_id, added_at)
     select $1, account_id, $3 from unnest($2::uuid[]) as account_id`,
    [eventId, accountIds, addedAt],
  );
}

/** @returns the ids of those that were there */
export async function deleteStaff(
  sql: Sql,
  eventId: string,
  accountIds: readonly string[],
): Promise<string[]> {
  const rows = await sql.query<{ accountId: string }>(
    `delete from event_staff where event_id = $1 and account_id = any($2::uuid[])
     returning account_id as "accountId"`,
    [eventId, accountIds],
  );
  return rows.map((row) => row.accountId);
}

/** Keeps the highest version of each account, to name staff by. */
export async function keepAccounts(sql: Sql, accounts: readonly AccountState[]): Promise<void> {
  await sql.query(
    `insert into account (id, version, email, name)
     select "accountId", version, email, name
     from jsonb_to_recordset($1) as told ("accountId" uuid, version int, email text, name text)
     on conflict (id) do update set
       version = excluded.version, email = excluded.email, name = excluded.name
     where excluded.version > account.version`,
    [JSON.stringify(accounts)],
  );
}
