import type { Message } from '@onsale/contracts/message';
import { type Sql, textOf } from '@onsale/runtime';
import { binaryTexts } from '../postgres/arrays.js';
import type { PostgresDatabase } from '../postgres-database.js';

export interface StoredMessage {
  readonly position: number;
  readonly body: string;
}

/** Publishing one at a time: positions become visible in their order, so that none is skipped. */
const publishLock = 7_201_001;
/** A subscription nobody has started for so long no longer keeps messages from being pruned. */
const abandonedDays = 30;
const prunedRows = 5_000;
/** A lag is counted up to here, so that looking at it costs little. */
const countedLag = 20_000;

/**
 * Stores messages whose id is new, in their order.
 * @returns the position of the message before them, and theirs
 */
export async function append(
  database: PostgresDatabase,
  messages: readonly Message[],
): Promise<{ after: number; positions: number[] }> {
  try {
    return await insert(database, messages, '');
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // Rare: who published them did not live to know. Looking before each insert costs a fifth.
    return insert(database, messages, 'on conflict (id) do nothing');
  }
}

const isDuplicate = (error: unknown) => (error as { code?: unknown }).code === '23505';

const insert = (database: PostgresDatabase, messages: readonly Message[], onConflict: string) =>
  database.transaction(async (sql) => {
    sql.send('select pg_advisory_xact_lock($1)', [publishLock]);
    const [[last], stored] = await Promise.all([
      sql.query<{ position: number | null }>('select max(position) as position from message'),
      sql.query<{ position: number }>(
        `insert into message (id, type, body)
         select id, type, body
         from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as m (id, type, body, at)
         order by at
         ${onConflict}
         returning position`,
        [
          messages.map((message) => message.id),
          messages.map((message) => message.type),
          binaryTexts(messages.map(textOf)),
        ],
      ),
    ]);
    return { after: last?.position ?? 0, positions: stored.map(({ position }) => position) };
  });

/**
 * Makes the subscription known. Types it did not have begin at the first message there is, and the
 * others with them: consumers do not mind.
 * @returns its cursor
 */
export async function register(sql: Sql, name: string, types: readonly string[]): Promise<number> {
  const [row] = await sql.query<{ position: number }>(
    `insert into subscription (name, types) values ($1, $2::text[])
     on conflict (name) do update set
       position = case when excluded.types <@ subscription.types then subscription.position else 0 end,
       types = excluded.types,
       seen_at = now()
     returning position`,
    [name, types],
  );
  return row?.position ?? 0;
}

/** What one reading takes: it is in memory until it is delivered. */
const readBytes = 8_000_000;

/**
 * The next messages of these types, oldest first: one short index range a type. Fewer than `limit`
 * where they are large, and at least one.
 */
export const readAfter = (sql: Sql, types: readonly string[], position: number, limit: number) =>
  sql.query<StoredMessage>(
    // What is too much is never fetched: its length is known without it.
    `select position, body from (
       select m.position, m.body,
              sum(octet_length(m.body)) over (order by m.position) - octet_length(m.body) as before
       from unnest($1::text[]) as t (type)
       cross join lateral (
         select position, body from message
         where message.type = t.type and position > $2 order by position limit $3
       ) as m
       order by m.position limit $3) as next
     where before < ${readBytes} order by position`,
    [types, position, limit],
  );

/** Moves cursors forward. @param positions by name of the subscription */
export const advance = (sql: Sql, positions: ReadonlyMap<string, number>) =>
  sql.query(
    `with moved as (
       select name, told.position
       from unnest($1::text[], $2::bigint[]) as told (name, position) join subscription using (name)
       where subscription.position < told.position
       order by name for update of subscription) -- the same order in every process
     update subscription set position = moved.position
     from moved where subscription.name = moved.name`,
    [[...positions.keys()], [...positions.values()]],
  );

/** What another process may have done: the last position, subscriptions with letters to replay. */
export async function look(sql: Sql): Promise<{ head: number; replaying: string[] }> {
  const [row] = await sql.query<{ head: number; replaying: string[] }>(
    `select coalesce((select max(position) from message), 0) as head,
            array(select distinct subscription from dead_letter where replaying) as replaying`,
  );
  return row ?? { head: 0, replaying: [] };
}

export async function readLag(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql.query<{ name: string; waiting: number }>(
    `select name, (
       select count(*) from (
         select from message
         where type = any(s.types) and message.position > s.position limit ${countedLag}
       ) as m
     ) as waiting
     from subscription as s where seen_at > now() - interval '${abandonedDays} days' order by name`,
  );
  return new Map(rows.map((row) => [row.name, row.waiting]));
}

/**
 * Forgets some of the messages that are older than this and that nobody waits for.
 * @returns how many; as many as one call forgets at most: there may be more
 */
export async function pruneMessages(sql: Sql, keptHours: number): Promise<number> {
  const rows = await sql.query(
    `delete from message where position in (
       select position from message as m
       where stored_at < now() - make_interval(hours => $1) and not exists (
         select from subscription as s
         where m.type = any(s.types) and s.position < m.position
           and s.seen_at > now() - interval '${abandonedDays} days')
       order by stored_at limit ${prunedRows})
     returning position`,
    [keptHours],
  );
  return rows.length;
}

export const touch = (sql: Sql, names: readonly string[]) =>
  sql.query('update subscription set seen_at = now() where name = any($1::text[])', [names]);
