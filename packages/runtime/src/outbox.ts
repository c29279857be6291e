import type { Message } from '@onsale/contracts/message';
import type { Sql, Stop, Transaction } from './infra.js';
import { assertWritten, textOf } from './messages.js';
import { createRelay, type RelayOptions } from './relay.js';

/** Publishes messages about this transaction, after it has committed. */
export type Publish = (...messages: readonly Message[]) => void;

/**
 * Runs `work` in one transaction and stores the messages it publishes in the same transaction, as
 * one row of the outbox: state and messages commit together.
 */
export type Transact = <T>(work: (sql: Transaction, publish: Publish) => Promise<T>) => Promise<T>;

/** The transactions of a service, and the relay that publishes their messages to the bus. */
export function createOutbox(options: RelayOptions): { transact: Transact; startRelay(): Stop } {
  const { database } = options;
  const relay = createRelay(options);

  const transact: Transact = async (work) => {
    const messages: Message[] = [];
    let stored: Promise<{ id: number }[]> = Promise.resolve([]);
    let bytes = 0;
    const result = await database.transaction(async (sql) => {
      const outcome = await work(sql, (...published) => messages.push(...published));
      for (const message of messages) assertWritten(message);
      if (messages.length > 0) {
        const text = `[${messages.map(textOf).join(',')}]`;
        bytes = text.length;
        // Not awaited: the commit goes out with it.
        stored = sql.query('insert into outbox (messages) values ($1) returning id', [text]);
      }
      return outcome;
    });
    for (const { id } of await stored) relay.offer({ id, messages, bytes });
    return result;
  };

  return { transact, startRelay: relay.start };
}

/** Messages not yet on the bus, and the age in seconds of the oldest. */
export async function outboxLag(sql: Sql): Promise<{ waiting: number; oldestSeconds: number }> {
  const [row] = await sql.query<{ waiting: number; oldest_seconds: number }>(
    `select count(*) as waiting,
            coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as oldest_seconds
     from (select created_at from outbox where published_at is null limit 10000) as waiting`,
  );
  return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest_seconds ?? 0 };
}

/**
 * How long published rows are kept, so that they can be published again if the bus loses messages.
 */
export const outboxKeptDays = 7;

/** Deletes rows that were published before that, a bounded number at a time. */
export async function pruneOutbox(sql: Sql): Promise<void> {
  // The condition is checked twice, because a row may be marked for republishing while this waits
  // for its lock.
  const isOld = `published_at < now() - make_interval(days => ${outboxKeptDays})`;
  await sql.query(
    `delete from outbox where ${isOld} and id in (select id from outbox where ${isOld} limit 5000)`,
  );
}
