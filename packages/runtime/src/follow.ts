import type { Message } from '@onsale/contracts/message';
import type { Sql } from './infra.js';
import { latestBySubject } from './messages.js';

/** A step of an aggregate: a newer state, and the kept part of the previous one. */
export interface Followed<M, Kept> {
  readonly message: M;
  /** Undefined: the first state that this consumer follows. */
  readonly before: Kept | undefined;
}

/**
 * Follows aggregates from state to state, for consumers that act on facts. Each step from one state
 * to a newer one is returned exactly once, even if messages arrive twice, late or never.
 * `factsBetween` returns the facts of a step. Call it in the transaction that acts: it locks the
 * returned aggregates in the order of their ids, and is rolled back with it.
 * @param consumer the name of the subscription
 * @param keep returns the part of a state that `factsBetween` reads, or the whole state
 * @returns a step for each aggregate with a newer state, in the order of their ids
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
