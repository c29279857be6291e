import type { Message } from '@onsale/contracts/message';
import { type Sql, textOf } from '@onsale/runtime';
import type { PostgresDatabase } from '../postgres-database.js';

/** Messages that were stored together. */
export interface StoredRow {
  /** The position of its last message; earlier ones count back from here. */
  readonly position: number;
  readonly count: number;
  /** The messages, as a JSON array. */
  readonly body: string;
}

/**
 * The lock for publishing. One call at a time makes positions visible in order, so that no reader
 * skips one.
 */
const publishLock = 7_201_001;
/** A subscription that was not started for this long no longer protects messages from pruning. */
const abandonedDays = 30;
const prunedRows = 5_000;
/** The count of the lag is capped, so that the query stays cheap. */
const countedLag = 20_000;

/** The most bytes that one query reads; they stay in memory until they are delivered. */
const readBytes = 8_000_000;
/** Small enough that a subscription can get one row more than it asked for. */
const messagesPerRow = 250;

/**
 * Stores messages in order, also if they were published before.
 * @returns the position of the message before them, and their own positions
 */
export const append = (
  database: PostgresDatabase,
  messages: readonly Message[],
): Promise<{ after: number; positions: number[] }> =>
  database.transaction(async (sql) => {
    sql.send('select pg_advisory_xact_lock($1)', [publishLock]);
    const last = sql.query<{ position: number }>(selectLast);
    const rows: Promise<{ position: number }[]>[] = [];
    for (let at = 0; at < messages.length; at += messagesPerRow) {
      const some = messages.slice(at, at + messagesPerRow);
      rows.push(
        sql.query(
          `insert into message_row (position, types, body)
           select max(nextval('message_position_seq')), $1::text[], $2
           from generate_series(1, cardinality($1::text[]))
           returning position - cardinality(types) as position`,
          [some.map((message) => message.type), `[${some.map(textOf).join(',')}]`],
        ),
      );
    }
    const [before, ...stored] = await Promise.all([last, ...rows]);
    return {
      after: before[0]?.position ?? 0,
      positions: messages.map((_, index) => {
        const row = stored[Math.floor(index / messagesPerRow)]?.[0];
        return (row?.position ?? 0) + 1 + (index % messagesPerRow);
      }),
    };
  });

const selectLast = `select greatest((select max(position) from message_row),
  (select max(position) from message), 0) as position`;

/**
 * Registers a subscription. If it has new types, all of its types begin again at the first message,
 * which is harmless because consumers are idempotent.
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

/**
 * The next rows with messages of these types, oldest first: enough rows for `limit` messages, which
 * the last row may exceed. The rows also contain messages of other types.
 * @returns `end`: up to here there are no more rows with messages of these types
 */
export async function readAfter(
  sql: Sql,
  types: readonly string[],
  position: number,
  limit: number,
): Promise<{ rows: StoredRow[]; end: number }> {
  type Found = { head: number; there: number } & (StoredRow | { position: null });
  const found = await sql.query<Found>(
    `with rows as (
       (select position, types, body from message_row
        where position > $2 and types && $1::text[] order by position limit $3)
       union all -- as earlier versions stored them: one short index range a type
       (select m.position, array[m.type], '[' || m.body || ']'
        from unnest($1::text[]) as t (type)
        cross join lateral (
          select position, type, body from message
          where message.type = t.type and position > $2 order by position limit $3
        ) as m
        order by m.position limit $3)),
     counted as (
       -- What is too much is never fetched: its length is known without it.
       select *, sum(wanted) over (order by position) - wanted as wanted_before,
              sum(octet_length(body)) over (order by position) - octet_length(body) as bytes_before
       from rows cross join lateral (
         select count(*) as wanted from unnest(types) as one (type) where type = any($1::text[])
       ) as w)
     select head, position, cardinality(types) as count, body, (select count(*) from counted) as there
     from (select (${selectLast}) as head) as h
     left join counted on wanted_before < $3 and bytes_before < ${readBytes}
     order by position`,
    [types, position, limit],
  );
  const rows = found.filter((row) => row.position !== null) as (Found & StoredRow)[];
  const isCut = rows.length < (found[0]?.there ?? 0) || rows.length >= limit;
  const end = isCut ? rows.at(-1)?.position : found[0]?.head;
  return { rows, end: Math.max(position, end ?? position) };
}

/**
 * Moves cursors forward.
 * @param positions by name of the subscription
 */
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

/**
 * Reads what other processes may have changed: the last position, and subscriptions with letters to
 * replay.
 */
export async function look(sql: Sql): Promise<{ head: number; replaying: string[] }> {
  const [row] = await sql.query<{ head: number; replaying: string[] }>(
    `select (${selectLast}) as head,
            array(select distinct subscription from dead_letter where replaying) as replaying`,
  );
  return row ?? { head: 0, replaying: [] };
}

export async function readLag(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql.query<{ name: string; waiting: number }>(
    `select name, least(${countedLag}, (
       select count(*) from (
         select from message_row cross join unnest(message_row.types) as one (type)
         where message_row.types && s.types and one.type = any(s.types)
           and message_row.position > s.position limit ${countedLag}
       ) as m) + (
       select count(*) from (
         select from message
         where type = any(s.types) and message.position > s.position limit ${countedLag}
       ) as m)
     ) as waiting
     from subscription as s where seen_at > now() - interval '${abandonedDays} days' order by name`,
  );
  return new Map(rows.map((row) => [row.name, row.waiting]));
}

const prune = (table: string, isWanted: string) => `
  with forgotten as (
    delete from ${table} where position in (
      select position from ${table} as m
      where stored_at < now() - make_interval(hours => $1) and not exists (
        select from subscription as s
        where ${isWanted} and s.position < m.position
          and s.seen_at > now() - interval '${abandonedDays} days')
      order by position limit ${prunedRows})
    returning *)`;

/**
 * Deletes a bounded number of messages older than `keptHours` that no subscription needs any more.
 * @returns how many; 0: none are left
 */
export async function pruneMessages(sql: Sql, keptHours: number): Promise<number> {
  const [[rows], [single]] = await Promise.all([
    sql.query<{ count: number }>(
      `${prune('message_row', 'm.types && s.types')}
       select coalesce(sum(cardinality(types)), 0) as count from forgotten`,
      [keptHours],
    ),
    sql.query<{ count: number }>(
      `${prune('message', 'm.type = any(s.types)')} select count(*) as count from forgotten`,
      [keptHours],
    ),
  ]);
  return (rows?.count ?? 0) + (single?.count ?? 0);
}

export const touch = (sql: Sql, names: readonly string[]) =>
  sql.query('update subscription set seen_at = now() where name = any($1::text[])', [names]);
