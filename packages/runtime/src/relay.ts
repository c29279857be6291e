import type { Message } from '@onsale/contracts/message';
import type { Tracer } from '@opentelemetry/api';
import type { Bus, Database, Sql, Stop } from './infra.js';
import type { Logger } from './log.js';
import type { Metrics } from './metrics.js';
import { publishTraced } from './traced-messages.js';

/** A row of the outbox: what one transaction published. */
interface OutboxRow {
  readonly id: number;
  readonly messages: readonly Message[];
}

export interface Relay {
  /** Brings a committed row to the bus soon. Costs nothing but memory, of which there is a limit. */
  offer(row: OutboxRow): void;
  start(): Stop;
}

export interface RelayOptions {
  readonly database: Database;
  readonly bus: Bus;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'histogram'>;
  /** undefined: no spans are made */
  readonly tracer: Tracer | undefined;
}

const publishedMessages = 1_000;
const publishBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];
/** Rows offered beyond this many messages are left to the sweep. */
const keptMessages = 10_000;
/** A row can hold a whole batch, a thousand messages: this many are in memory at once. */
const sweptRows = 20;
const sweepEveryMs = 1_000;
/** Younger rows are in the memory of the process that wrote them. */
const sweptAfterSeconds = 2;
/** Rows are marked together: marking each would cost as many commits as there were batches. */
const markEveryMs = 200;
const retryMaxMs = 5_000;

/**
 * Brings the outbox to the bus, from memory as transactions commit. A sweep of the table finds
 * what memory does not have: rows of a process that was killed, and those beyond the limit. A row
 * is marked after the bus has it, so a crash in between publishes it again, which no consumer minds.
 */
export function createRelay({ database, bus, log, metrics, tracer }: RelayOptions): Relay {
  const sizes = metrics.histogram(
    'outbox_publish_size',
    'Messages in one call of the bus',
    publishBuckets,
  );
  let waiting: OutboxRow[] = [];
  let waitingMessages = 0;
  let published: number[] = [];
  let endPause: () => void = () => undefined;
  let stopped = false;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function publish(messages: readonly Message[]): Promise<void> {
    for (let at = 0; at < messages.length; at += publishedMessages) {
      const some = messages.slice(at, at + publishedMessages);
      await publishTraced(tracer, some, (published) => bus.publish(published));
      sizes.observe(some.length);
    }
  }

  /** Publishes as many of the waiting rows as make one call of the bus. */
  async function relayWaiting(): Promise<void> {
    const messages: Message[] = [];
    const ids: number[] = [];
    for (const row of waiting) {
      if (ids.length > 0 && messages.length + row.messages.length > publishedMessages) break;
      messages.push(...row.messages);
      ids.push(row.id);
    }
    await publish(messages);
    waiting = waiting.slice(ids.length);
    waitingMessages -= messages.length;
    published.push(...ids);
  }

  /** @returns whether there may be more */
  async function sweep(): Promise<boolean> {
    return database.transaction(async (sql) => {
      // Several relays share the work.
      const rows = await sql.query<{ id: number; messages: string }>(
        `select id, messages from outbox
         where published_at is null and created_at < now() - make_interval(secs => $1)
           and id <> all($2::bigint[])
         order by id limit ${sweptRows} for update skip locked`,
        [sweptAfterSeconds, [...published, ...waiting.map((row) => row.id)]],
      );
      if (rows.length === 0) return false;
      await publish(rows.flatMap((row) => JSON.parse(row.messages) as Message[]));
      await markPublished(
        sql,
        rows.map((row) => row.id),
      );
      return rows.length === sweptRows;
    });
  }

  async function mark(): Promise<void> {
    const ids = published;
    await markPublished(database, ids);
    published = published.slice(ids.length);
  }

  async function run(): Promise<void> {
    let failures = 0;
    let sweepAtMs = 0;
    let markAtMs = 0;
    while (!stopped) {
      const nowMs = performance.now();
      try {
        if (nowMs >= sweepAtMs) sweepAtMs = nowMs + ((await sweep()) ? 0 : sweepEveryMs);
        if (waiting.length > 0) await relayWaiting();
        if (published.length > 0 && nowMs >= markAtMs) {
          await mark();
          markAtMs = performance.now() + markEveryMs;
        }
        failures = 0;
        if (waiting.length === 0 && !stopped) {
          const nextMs = published.length > 0 ? Math.min(markAtMs, sweepAtMs) : sweepAtMs;
          await pause(Math.max(0, nextMs - performance.now()));
        }
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, 'outbox relay: will try again');
        if (!stopped) await pause(Math.min(retryMaxMs, 50 * 2 ** Math.min(failures, 10)));
      }
    }
    // Without it they would only be published again.
    if (published.length > 0) await mark().catch(() => undefined);
  }

  return {
    offer(row) {
      if (stopped || waitingMessages + row.messages.length > keptMessages) return;
      waiting.push(row);
      waitingMessages += row.messages.length;
      endPause();
    },
    start() {
      const loop = run();
      return async () => {
        stopped = true;
        endPause();
        await loop;
      };
    },
  };
}

/** Says that the bus has these rows. */
async function markPublished(sql: Sql, ids: readonly number[]): Promise<void> {
  await sql.query('update outbox set published_at = now() where id = any($1::bigint[])', [ids]);
}
