import type { AccountState } from '@onsale/contracts/auth/messages';
import type { StaffMember } from '@onsale/contracts/catalog/http';
import type { Sql } from '@onsale/runtime';

/** The door staff of an event, in the order in which they joined. */
export const readStaff = (sql: Sql, eventId: string): Promise<StaffMember[]> =>
  sql.query<StaffMember>(
    `select account_id as "accountId", name, email, invited_as as "invitedAs"
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

/** Whether this service knows the account. */
export async function isKnownAccount(sql: Sql, accountId: string): Promise<boolean> {
  return (await sql.query('select from account where id = $1', [accountId])).length > 0;
}

/** The event of an invitation that this account accepted, while it is on the door staff. */
export async function eventAccepted(
  sql: Sql,
  accountId: string,
  tokenHash: Buffer,
): Promise<string | undefined> {
  const [found] = await sql.query<{ eventId: string }>(
    `select event_id as "eventId" from event_staff where account_id = $1 and token_hash = $2`,
    [accountId, tokenHash],
  );
  return found?.eventId;
}

export async function insertMember(
  sql: Sql,
  eventId: string,
  member: {
    readonly accountId: string;
    readonly tokenHash: Buffer;
    readonly invitedAs: string | null;
  },
  addedAt: Date,
): Promise<void> {
  await sql.query(
    `insert into event_staff (event_id, account_id, token_hash, invited_as, added_at)
     values ($1, $2, $3, $4, $5)`,
    [eventId, member.accountId, member.tokenHash, member.invitedAs, addedAt],
  );
}

/**
 * Copies the staff of an event to its copy.
 * @returns how many
 */
export async function copyStaff(
  sql: Sql,
  eventId: string,
  copyId: string,
  addedAt: Date,
): Promise<number> {
  const rows = await sql.query<object>(
    `insert into event_staff (event_id, account_id, invited_as, added_at)
     select $2, account_id, invited_as, $3 from event_staff where event_id = $1
     returning account_id`,
    [eventId, copyId, addedAt],
  );
  return rows.length;
}

/** @returns the ids of the removed members */
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

/** Stores the highest version of each account. */
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
