import type { Message } from '@onsale/contracts/message';
import type { Sql } from './infra.js';
import { latestBySubject } from './messages.js';

/** A newer state of an aggregate, and the kept part of the state that was followed before. */
export interface Followed<M, Kept> {
  readonly message: M;
  /** undefined: this is its first followed state. */
  readonly before: Kept | undefined;
}

/**
 * Follows aggregates from state to state, for consumers that act on what happened in between: each
 * step from one state to a newer one is given to one caller and never again, whatever comes twice,
 * late or not at all. The facts of a step are what `factsBetween` says. Call it in the transaction
 * that acts: it locks what it gives, in the order of ids, and is undone with it.
 * @param consumer the name of the subscription
 * @param keep what `factsBetween` reads of a state; the whole state where it need not be small
 * @returns a step for each aggregate with news, in the order of their ids
 */
export async function follow<M extends Message<string, { version: number }>, Kept extends object>(
  sql: Sql,
  consumer: string,
  messages: readonly M[],
  keep: (state: M['data']) => Kept,
): Promise<Followed<M, Kept>[]> {
  const latest = latestBySubject(messages);
  if (latest.length === 0) return [];
  const rows = await sql.query<{ subject: string; before: Kept | null }>(
    `insert into followed (consumer, subject, version, state)
     select $1, subject, version, state
     from unnest($2::uuid[], $3::int[], $4::jsonb[]) as given (subject, version, state)
     order by subject
     on conflict (consumer, subject) do update set
       before = followed.state, version = excluded.version, state = excluded.state
     where excluded.version > followed.version
     returning subject, before`,
    [
      consumer,
      latest.map(({ subject }) => subject),
      latest.map(({ data }) => data.version),
      latest.map(({ data }) => JSON.stringify(keep(data))),
    ],
  );
  const steps = new Map(rows.map(({ subject, before }) => [subject, before ?? undefined]));
  return latest
    .filter(({ subject }) => steps.has(subject))
    .map((message) => ({ message, before: steps.get(message.subject) }))
    .sort((one, other) => (one.message.subject < other.message.subject ? -1 : 1));
}
