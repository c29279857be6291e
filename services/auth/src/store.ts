import { columnsOf, type Sql } from '@onsale/runtime';
import type { StoredAccount } from './account.js';

const accountColumns = columnsOf<StoredAccount>({
  id: 'id',
  version: 'version',
  email: 'email',
  name: 'name',
  passwordHash: 'password_hash',
});

/** @returns the ids of the inserted accounts; the addresses of the others are taken */
export async function insertAccounts(
  sql: Sql,
  accounts: readonly StoredAccount[],
  createdAt: Date,
): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    `insert into account (${accountColumns.list}, created_at)
     select ${accountColumns.list}, $2::timestamptz
     from json_populate_recordset(null::account, $1)
     on conflict (lower(email)) do nothing
     returning id`,
    [accountColumns.json(accounts), createdAt],
  );
  return new Set(rows.map((row) => row.id));
}

/** @param key of the address, as `addressKey` makes it */
export async function findAccount(sql: Sql, key: string): Promise<StoredAccount | undefined> {
  const [account] = await sql.query<StoredAccount>(
    `select ${accountColumns.fields} from account where lower(email) = $1`,
    [key],
  );
  return account;
}

/**
 * Renames an account.
 * @returns its present state, undefined if it does not exist, and whether the name differs from
 * before
 */
export async function renameAccount(
  sql: Sql,
  id: string,
  name: string,
  now: Date,
): Promise<{ account: StoredAccount | undefined; isChanged: boolean }> {
  const [renamed] = await sql.query<StoredAccount>(
    `update account set name = $2, version = version + 1, renamed_at = $3
     where id = $1 and name <> $2 returning ${accountColumns.fields}`,
    [id, name, now],
  );
  if (renamed) return { account: renamed, isChanged: true };
  const [account] = await sql.query<StoredAccount>(
    `select ${accountColumns.fields} from account where id = $1`,
    [id],
  );
  return { account, isChanged: false };
}

/** Accounts whose name changed after `since`, at most `limit`, the latest first. */
export const listRenamed = (
  sql: Sql,
  since: Date,
  limit: number,
): Promise<Pick<StoredAccount, 'id' | 'name'>[]> =>
  sql.query(
    'select id, name from account where renamed_at > $1 order by renamed_at desc limit $2',
    [since, limit],
  );

export interface StoredSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

const sessionColumns = columnsOf<StoredSession>({
  sessionId: 'id',
  accountId: 'account_id',
  startedAt: 'started_at',
  expiresAt: 'expires_at',
});

export async function insertSessions(sql: Sql, sessions: readonly StoredSession[]): Promise<void> {
  await sql.query(
    `insert into session (${sessionColumns.list})
     select ${sessionColumns.list} from json_populate_recordset(null::session, $1)`,
    [sessionColumns.json(sessions)],
  );
}

/** @returns the sessions that had not ended before */
export const endSessions = (
  sql: Sql,
  sessionIds: readonly string[],
  endedAt: Date,
): Promise<StoredSession[]> =>
  sql.query<StoredSession>(
    `update session set ended_at = $2 where id = any($1::uuid[]) and ended_at is null
     returning ${sessionColumns.fields}`,
    [sessionIds, endedAt],
  );

/** Deletes sessions whose tokens have expired, a bounded number at a time. */
export async function deleteSessions(sql: Sql, expiredBefore: Date): Promise<void> {
  await sql.query(
    `delete from session where id in (
       select id from session where expires_at < $1 order by expires_at limit 5000)`,
    [expiredBefore],
  );
}
