import type { StaffInvitation } from '@onsale/contracts/catalog/http';
import type { Sql } from '@onsale/runtime';

const fields = 'id, label, created_at as "createdAt", expires_at as "expiresAt"';

type Row = Omit<StaffInvitation, 'createdAt' | 'expiresAt'> & {
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** The open invitations of an event, newest first. */
export async function readOpen(sql: Sql, eventId: string, now: Date): Promise<StaffInvitation[]> {
  const rows = await sql.query<Row>(
    `select ${fields} from staff_invitation where event_id = $1 and expires_at > $2
     order by id desc`,
    [eventId, now],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

export async function countOpen(sql: Sql, eventId: string, now: Date): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::int as count from staff_invitation where event_id = $1 and expires_at > $2`,
    [eventId, now],
  );
  return row?.count ?? 0;
}

export async function insertInvitation(
  sql: Sql,
  eventId: string,
  { id, label, createdAt, expiresAt }: StaffInvitation,
  tokenHash: Buffer,
): Promise<void> {
  await sql.query(
    `insert into staff_invitation (id, event_id, token_hash, label, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, eventId, tokenHash, label, createdAt, expiresAt],
  );
}

export interface FoundInvitation {
  readonly eventId: string;
  readonly expiresAt: Date;
  readonly label: string | null;
}

/** The open invitation with this token. */
export async function findOpen(
  sql: Sql,
  tokenHash: Buffer,
  now: Date,
): Promise<FoundInvitation | undefined> {
  const [found] = await sql.query<FoundInvitation>(
    `select event_id as "eventId", expires_at as "expiresAt", label
     from staff_invitation where token_hash = $1 and expires_at > $2`,
    [tokenHash, now],
  );
  return found;
}

/** @returns whether it was there */
export async function deleteByToken(sql: Sql, tokenHash: Buffer, now: Date): Promise<boolean> {
  const rows = await sql.query<object>(
    'delete from staff_invitation where token_hash = $1 and expires_at > $2 returning id',
    [tokenHash, now],
  );
  return rows.length > 0;
}

/** @returns whether it was there */
export async function deleteInvitation(sql: Sql, eventId: string, id: string): Promise<boolean> {
  const rows = await sql.query<object>(
    'delete from staff_invitation where event_id = $1 and id = $2 returning id',
    [eventId, id],
  );
  return rows.length > 0;
}

/** Deletes expired invitations, a bounded number at a time. */
export async function deleteExpired(sql: Sql, now: Date): Promise<void> {
  await sql.query(
    `delete from staff_invitation where id in (
       select id from staff_invitation where expires_at <= $1 limit 1000)`,
    [now],
  );
}
