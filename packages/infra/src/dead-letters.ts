import type { Message } from '@onsale/contracts/message';
import { type DeadLetter, newId, type Sql, textOf } from '@onsale/runtime';

/** The table of dead letters in the database of a service. */
export const deadLetterMigrations = {
  dir: new URL('../migrations/dead-letters/', import.meta.url),
  table: 'migration_dead_letters',
};

/** A message that a subscription could not handle, and why. */
export interface FailedMessage {
  readonly message: Message;
  readonly error: string;
  readonly attempts: number;
}

/** Stores failed messages as dead letters; an existing letter gets the latest error. */
export const addDeadLetters = (sql: Sql, subscription: string, failed: readonly FailedMessage[]) =>
  sql.query(
    `insert into dead_letter (id, subscription, message_id, body, error, attempts)
     select id, $1, message_id, body, error, attempts
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[])
       as b (id, message_id, body, error, attempts)
     on conflict (subscription, message_id) do update set
       error = excluded.error, attempts = dead_letter.attempts + excluded.attempts,
       died_at = now(), replaying = false`,
    [
      subscription,
      failed.map(() => newId()),
      failed.map(({ message }) => message.id),
      failed.map(({ message }) => textOf(message)),
      failed.map(({ error }) => error),
      failed.map(({ attempts }) => attempts),
    ],
  );

/** @returns false if the message already has a letter, which stays unchanged */
export async function addDeadLetterOnce(
  sql: Sql,
  subscription: string,
  failed: FailedMessage,
): Promise<boolean> {
  const { message, error, attempts } = failed;
  const rows = await sql.query(
    `insert into dead_letter (id, subscription, message_id, body, error, attempts)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (subscription, message_id) do nothing
     returning id`,
    [newId(), subscription, message.id, textOf(message), error, attempts],
  );
  return rows.length > 0;
}

interface DeadLetterRow {
  id: string;
  subscription: string;
  body: string;
  error: string;
  attempts: number;
  died_at: Date;
}

const columns = 'id, subscription, body, error, attempts, died_at';

const toDeadLetter = (row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  subscription: row.subscription,
  message: JSON.parse(row.body) as Message,
  error: row.error,
  attempts: row.attempts,
  diedAt: row.died_at,
});

/** The most bytes that one query reads into memory, but at least one letter. */
const readBytes = 8_000_000;

/** The oldest letters: up to `limit`, or fewer if they exceed `readBytes`. */
const oldest = (which: string, limit: string) => `
  select ${columns} from (
    select *, sum(octet_length(body)) over (order by died_at, id) - octet_length(body) as bytes_before
    from (select * from dead_letter ${which} order by died_at, id limit ${limit}) as one) as read
  where bytes_before < ${readBytes} order by died_at, id`;

/** Returns fewer than `limit` letters if they are large. */
export async function readDeadLetters(sql: Sql, limit: number): Promise<DeadLetter[]> {
  const rows = await sql.query<DeadLetterRow>(oldest('', '$1'), [limit]);
  return rows.map(toDeadLetter);
}

/** Returns fewer than `limit` letters if they are large; none means that no more are marked. */
export async function readReplaying(
  sql: Sql,
  subscription: string,
  limit: number,
): Promise<DeadLetter[]> {
  const rows = await sql.query<DeadLetterRow>(
    oldest('where subscription = $1 and replaying', '$2'),
    [subscription, limit],
  );
  return rows.map(toDeadLetter);
}

/** The count of each subscription is capped, so that the query stays cheap. */
const countedLetters = 10_000;

/**
 * Counts dead letters by subscription without reading their messages; subscriptions without any are
 * left out.
 */
export async function countDeadLetters(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql.query<{ name: string; count: number }>(
    `with recursive one (name) as (
       select min(subscription) from dead_letter
       union all
       select (select min(subscription) from dead_letter where subscription > name)
       from one where name is not null)
     select name, (
       select count(*) from (
         select from dead_letter where subscription = name limit ${countedLetters}) as counted
     )::int as count
     from one where name is not null`,
  );
  return new Map(rows.map(({ name, count }) => [name, count]));
}

/**
 * Claims one letter for replay by this process and removes its mark. A letter whose replay crashes
 * the process is not replayed again until a person asks again, so this is no `WorkQueue`.
 */
export async function claimReplay(
  sql: Sql,
  subscriptions: readonly string[],
): Promise<DeadLetter | undefined> {
  const [row] = await sql.query<DeadLetterRow>(
    `update dead_letter set replaying = false
     where id = (
       select id from dead_letter where replaying and subscription = any($1::text[])
       order by died_at, id limit 1 for update skip locked)
     returning ${columns}`,
    [subscriptions],
  );
  return row && toDeadLetter(row);
}

/** @returns the subscription to wake; undefined: no such letter */
export async function requestReplay(sql: Sql, id: string): Promise<string | undefined> {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return undefined;
  const [row] = await sql.query<{ subscription: string }>(
    'update dead_letter set replaying = true where id = $1 returning subscription',
    [id],
  );
  return row?.subscription;
}

export const removeDeadLetter = (sql: Sql, deadLetterId: string) =>
  sql.query('delete from dead_letter where id = $1', [deadLetterId]);

export const removeDeadLetterOf = (sql: Sql, subscription: string, messageId: string) =>
  sql.query('delete from dead_letter where subscription = $1 and message_id = $2', [
    subscription,
    messageId,
  ]);

/** How long a dead letter is kept. */
const deadLetterKeptDays = 90;
const forgottenLetters = 1_000;

/**
 * Deletes older letters, a bounded number at a time.
 * @returns how many
 */
export async function forgetDeadLetters(sql: Sql): Promise<number> {
  const rows = await sql.query(
    `delete from dead_letter where id in (
       select id from dead_letter
       where died_at < now() - make_interval(days => ${deadLetterKeptDays}) and not replaying
       limit ${forgottenLetters} for update skip locked)
     returning id`,
  );
  return rows.length;
}
