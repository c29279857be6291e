import type { Message } from '@onsale/contracts/message';
import type { Bus, Database, Sql, Stop } from './infra.js';
import type { Logger } from './log.js';
import { assertMessage } from './messages.js';

/** Says what became true in this transaction; goes out when it has committed. */
export type Publish = (...messages: readonly Message[]) => void;

/**
 * Runs `work` in one transaction and stores what it published in the same one: state and message
 * commit together, as one outbox row a transaction.
 */
export type Transact = <T>(work: (sql: Sql, publish: Publish) => Promise<T>) => Promise<T>;

/** A row can hold a whole batch, a thousand messages: this many are in memory at once. */
const relayedRows = 50;
const publishedMessages = 1_000;
const pollMs = 1_000;
const retryMaxMs = 5_000;

/** The transactions of a service, and the relay that brings their messages to the bus. */
export function createOutbox(
  database: Database,
  bus: Bus,
  log: Logger,
): { transact: Transact; startRelay(): Stop } {
  let wake: () => void = () => undefined;

  const transact: Transact = async (work) => {
    const messages: Message[] = [];
    const result = await database.transaction(async (sql) => {
      const outcome = await work(sql, (...published) => messages.push(...published));
      if (messages.length > 0) {
        for (const message of messages) assertMessage(message);
        await sql.query('insert into outbox (messages) values ($1)', [JSON.stringify(messages)]);
      }
      return outcome;
    });
    if (messages.length > 0) wake();
    return result;
  };

  return { transact, startRelay: () => relay(database, bus, log, (waker) => (wake = waker)) };
}

/** @returns how many rows went out */
async function relayOnce(database: Database, bus: Bus): Promise<number> {
  return database.transaction(async (sql) => {
    // Several relays share the work; a row is marked only after the bus has it, so a crash in
    // between publishes it again, which no consumer minds.
    const rows = await sql.query<{ id: number; messages: string }>(
      `select id, messages from outbox where published_at is null
       order by id limit ${relayedRows} for update skip locked`,
    );
    if (rows.length === 0) return 0;
    const messages = rows.flatMap((row) => JSON.parse(row.messages) as Message[]);
    for (let at = 0; at < messages.length; at += publishedMessages) {
      await bus.publish(messages.slice(at, at + publishedMessages));
    }
    await sql.query('update outbox set published_at = now() where id = any($1::bigint[])', [
      rows.map((row) => row.id),
    ]);
    return rows.length;
  });
}

function relay(
  database: Database,
  bus: Bus,
  log: Logger,
  onWake: (waker: () => void) => void,
): Stop {
  let stopped = false;
  let woken = false;
  let endPause: () => void = () => undefined;
  onWake(() => {
    woken = true;
    endPause();
  });

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const loop = (async () => {
    let failures = 0;
    while (!stopped) {
      woken = false;
      try {
        const rows = await relayOnce(database, bus);
        failures = 0;
        if (rows === 0 && !woken && !stopped) await pause(pollMs);
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, 'outbox relay: will try again');
        if (!stopped) await pause(Math.min(retryMaxMs, 50 * 2 ** Math.min(failures, 10)));
      }
    }
  })();

  return async () => {
    stopped = true;
    endPause();
    await loop;
  };
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

/** Forgets what was published more than `days` ago, a bounded number of rows at a time. */
export async function pruneOutbox(sql: Sql, days: number): Promise<void> {
  await sql.query(
    `delete from outbox where id in (
       select id from outbox where published_at < now() - make_interval(days => $1) limit 5000)`,
    [days],
  );
}
