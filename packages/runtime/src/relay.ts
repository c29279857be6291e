import type { Message } from '@onsale/contracts/message';
import type { Tracer } from '@opentelemetry/api';
import type { Bus, Database, Stop } from './infra.js';
import type { Logger } from './log.js';
import { textOf } from './messages.js';
import type { Metrics } from './metrics.js';
import { Pause } from './pause.js';
import { Room } from './room.js';
import { withTimeLimit } from './time-limit.js';
import { publishTraced } from './traced-messages.js';

/** A row of the outbox: the messages of one transaction. */
interface OutboxRow {
  readonly id: number;
  readonly messages: readonly Message[];
  /** Length of its JSON in characters. */
  readonly bytes: number;
}

export interface Relay {
  /**
   * Hands over a committed row for publishing. Beyond the memory limit the row is left to the
   * sweep.
   */
  offer(row: OutboxRow): void;
  start(): Stop;
}

export interface RelayOptions {
  readonly database: Database;
  readonly bus: Bus;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'histogram' | 'gauge'>;
  /** Undefined: no spans. */
  readonly tracer: Tracer | undefined;
}

/** The limits of one call of the bus. */
const publishedMessages = 1_000;
const publishedBytes = 4_000_000;
const publishBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];
/** Rows offered beyond this are left to the sweep. */
const keptLimits = { pieces: 10_000, bytes: 32_000_000 };
/** The limits of one sweep: many small rows, or a few with a thousand messages each. */
const sweptRows = 1_000;
const sweptBytes = 2_000_000;
/** How long a swept row belongs to the relay that claimed it, even if that was killed. */
const claimedSeconds = 30;
const sweepEveryMs = 1_000;
/** Newer rows are in the memory of the process that wrote them. */
const sweptAfterSeconds = 2;
/** Rows are marked together, to save a commit for each. */
const markEveryMs = 200;
/** While the servers of the bus elect a leader they refuse at once: it must be found soon. */
const retryMaxMs = 1_000;
/** How long a stop waits for the bus. */
const stopMaxMs = 5_000;

/**
 * Claims the oldest unclaimed rows after `$1`, except `$2`. A claim is no lock, so several relays
 * share the work and no transaction waits for the bus. Not a `WorkQueue`: rows are published in the
 * order of their ids, many in one call, limited by bytes, and none is ever given up.
 */
const claim = `
  with found as materialized (
    select id, octet_length(messages) as bytes from outbox
    where published_at is null and id > $1
      and created_at < now() - make_interval(secs => ${sweptAfterSeconds})
      and (claimed_until is null or claimed_until < now())
      and id <> all($2::bigint[])
    order by id limit ${sweptRows} for update skip locked),
  taken as (
    select id, sum(bytes) over (order by id) - bytes as bytes_before from found)
  update outbox set claimed_until = now() + make_interval(secs => ${claimedSeconds})
  from taken where outbox.id = taken.id and bytes_before < ${sweptBytes}
  returning outbox.id, messages`;

/**
 * Publishes the outbox to the bus, from memory as transactions commit. A sweep of the table loads
 * rows that are in no memory: those of a killed process, and those beyond the limit. A row is
 * marked after the bus has it, so a crash in between publishes it again, which is harmless.
 */
export function createRelay({ database, bus, log, metrics, tracer }: RelayOptions): Relay {
  const sizes = metrics.histogram(
    'outbox_publish_size',
    'Messages in one call of the bus',
    publishBuckets,
  );
  let waiting: OutboxRow[] = [];
  const kept = new Room(keptLimits);
  metrics.gauge(
    'outbox_kept_bytes',
    'JSON of the outbox rows that wait in memory, in characters',
    () => kept.bytes,
  );
  let published: number[] = [];
  /**
   * The last row of the previous sweep while there are more, so that the next one continues after
   * it.
   */
  let sweptTo = 0;
  const pause = new Pause();
  let stopped = false;

  async function publish(messages: readonly Message[]): Promise<void> {
    for (const some of inCalls(messages)) {
      await publishTraced(tracer, some, (published) => bus.publish(published));
      sizes.observe(some.length);
    }
  }

  /** Publishes as many waiting rows as fit into one call of the bus. */
  async function relayWaiting(): Promise<void> {
    const messages: Message[] = [];
    const ids: number[] = [];
    const call = new Room({ pieces: publishedMessages, bytes: publishedBytes });
    for (const row of waiting) {
      if (!call.has(row.messages.length, row.bytes)) break;
      call.take(row.messages.length, row.bytes);
      messages.push(...row.messages);
      ids.push(row.id);
    }
    await publish(messages);
    waiting = waiting.slice(ids.length);
    kept.leave(call.pieces, call.bytes);
    published.push(...ids);
  }

  /**
   * Loads rows into memory, oldest first.
   * @returns whether there may be more
   */
  async function sweep(): Promise<boolean> {
    const mine = [...published, ...waiting.map((row) => row.id)];
    const rows = await database.transaction((sql) => {
      // Forces the use of the index: PostgreSQL expects few waiting rows, and would sort a million
      // each time.
      sql.send('set local enable_sort = off');
      return sql.query<{ id: number; messages: string }>(claim, [sweptTo, mine]);
    });
    rows.sort((a, b) => a.id - b.id);
    for (const { id, messages } of rows) {
      keep({ id, messages: JSON.parse(messages) as Message[], bytes: messages.length });
    }
    sweptTo = rows.at(-1)?.id ?? 0;
    return rows.length > 0;
  }

  function keep(row: OutboxRow): void {
    waiting.push(row);
    kept.take(row.messages.length, row.bytes);
  }

  async function mark(): Promise<void> {
    const ids = published;
    await database.query(
      `update outbox set published_at = now(), claimed_until = null where id = any($1::bigint[])`,
      [ids],
    );
    published = published.slice(ids.length);
  }

  async function run(): Promise<void> {
    let failures = 0;
    let sweepAtMs = 0;
    let hasMore = false;
    let markAtMs = 0;
    while (!stopped) {
      const nowMs = performance.now();
      try {
        const goesOn = hasMore && kept.pieces < publishedMessages && kept.bytes < sweptBytes;
        if ((nowMs >= sweepAtMs || goesOn) && kept.has(1, sweptBytes)) {
          hasMore = await sweep();
          sweepAtMs = nowMs + sweepEveryMs;
        }
        if (waiting.length > 0) await relayWaiting();
        if (published.length > 0 && nowMs >= markAtMs) {
          await mark();
          markAtMs = performance.now() + markEveryMs;
        }
        failures = 0;
        if (waiting.length === 0 && !hasMore && !stopped) {
          const nextMs = published.length > 0 ? Math.min(markAtMs, sweepAtMs) : sweepAtMs;
          await pause.wait(Math.max(0, nextMs - performance.now()));
        }
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, 'outbox relay: will try again');
        if (!stopped) await pause.wait(Math.min(retryMaxMs, 50 * 2 ** Math.min(failures, 10)));
      }
    }
  }

  /** Publishes what is left at the end. If that fails, another process sweeps it. */
  async function finish(): Promise<void> {
    try {
      while (waiting.length > 0) await relayWaiting();
    } catch (error) {
      log.warn({ err: error, rows: waiting.length }, 'outbox relay: left to the next sweep');
    }
    // If this fails, they are only published again.
    if (published.length > 0) await mark().catch(() => undefined);
  }

  return {
    offer(row) {
      if (stopped || !kept.has(row.messages.length, row.bytes)) return;
      keep(row);
      pause.wake();
    },
    start() {
      const loop = run();
      return async () => {
        stopped = true;
        pause.wake();
        await withTimeLimit(stopMaxMs, loop.then(finish), () => undefined);
      };
    },
  };
}

/** Splits messages by the limits of one call of the bus. */
function* inCalls(messages: readonly Message[]): Generator<readonly Message[]> {
  let from = 0;
  let call = new Room({ pieces: publishedMessages, bytes: publishedBytes });
  for (const [at, message] of messages.entries()) {
    const bytes = textOf(message).length;
    if (!call.has(1, bytes)) {
      yield messages.slice(from, at);
      from = at;
      call = new Room(call.limits);
    }
    call.take(1, bytes);
  }
  if (from < messages.length) yield messages.slice(from);
}
