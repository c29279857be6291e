import type { Sql } from '@onsale/runtime';
import type { StoredAccount } from './account.js';

/** @returns the ids of those that were made; the others' addresses are taken */
export async function insertAccounts(
  sql: Sql,
  accounts: readonly StoredAccount[],
  createdAt: Date,
): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    `insert into account (id, version, email, name, password_hash, created_at)
     select *, $6::timestamptz
     from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[])
     on conflict (lower(email)) do nothing
     returning id`,
    [
      accounts.map((account) => account.id),
      accounts.map((account) => account.version),
      accounts.map((account) => account.email),
      accounts.map((account) => account.name),
      accounts.map((account) => account.passwordHash),
      createdAt,
    ],
  );
  return new Set(rows.map((row) => row.id));
}

/** @param key of the address, as `addressKey` makes it */
export async function findAccount(sql: Sql, key: string): Promise<StoredAccount | undefined> {
  const [account] = await sql.query<StoredAccount>(
    `select id, version, email, name, password_hash as "passwordHash"
     from account where lower(email) = $1`,
    [key],
  );
  return account;
}

export interface StoredSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

export async function insertSessions(sql: Sql, sessions: readonly StoredSession[]): Promise<void> {
  await sql.query(
    `insert into session (id, account_id, started_at, expires_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])`,
    [
      sessions.map((session) => session.sessionId),
      sessions.map((session) => session.accountId),
      sessions.map((session) => session.startedAt),
      sessions.map((session) => session.expiresAt),
    ],
  );
}

/** @returns those that had not ended before */
export const endSessions = (
  sql: Sql,
  sessionIds: readonly string[],
  endedAt: Date,
): Promise<StoredSession[]> =>
  sql.query<StoredSession>(
    `update session set ended_at = $2 where id = any($1::uuid[]) and ended_at is null
     returning id as "sessionId", account_id as "accountId", started_at as "startedAt",
               expires_at as "expiresAt"`,
    [sessionIds, endedAt],
  );

/** Forgets sessions whose tokens nobody believes any more, a bounded number at a time. */
export async function deleteSessions(sql: Sql, expiredBefore: Date): Promise<void> {
  await sql.query(
    `delete from session where id in (
       select id from session where expires_at < $1 order by expires_at limit 5000)`,
    [expiredBefore],
  );
}
