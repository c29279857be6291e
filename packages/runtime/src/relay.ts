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

/** A row of the outbox: what one transaction published. */
interface OutboxRow {
  readonly id: number;
  readonly messages: readonly Message[];
  /** Of its JSON, in characters. */
  readonly bytes: number;
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
  readonly metrics: Pick<Metrics, 'histogram' | 'gauge'>;
  /** undefined: no spans are made */
  readonly tracer: Tracer | undefined;
}

/** What one call of the bus is given. */
const publishedMessages = 1_000;
const publishedBytes = 4_000_000;
const publishBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];
/** Rows offered beyond so much are left to the sweep. */
const keptLimits = { pieces: 10_000, bytes: 32_000_000 };
/** What one sweep takes: many small rows, or a few that hold a thousand messages each. */
const sweptRows = 1_000;
const sweptBytes = 2_000_000;
/** How long a swept row is left to the relay that claimed it, killed or not. */
const claimedSeconds = 30;
const sweepEveryMs = 1_000;
/** Younger rows are in the memory of the process that wrote them. */
const sweptAfterSeconds = 2;
/** Rows are marked together: marking each would cost as many commits as there were batches. */
const markEveryMs = 200;
/** While the servers of the bus elect a leader they refuse at once: it must be found soon. */
const retryMaxMs = 1_000;
/** How long a stop waits for the bus. */
const stopMaxMs = 5_000;

/**
 * Claims the oldest rows behind `$1` that are not among `$2` and that nobody else has: not locked,
 * so that several relays share the work and no transaction waits for the bus. Not a `WorkQueue`: rows
 * go in the order of their ids and by bytes, many of them in one call, and none is ever given up.
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
 * Brings the outbox to the bus, from memory as transactions commit. A sweep of the table brings
 * into memory what is in none: rows of a process that was killed, and those beyond the limit. A row
 * is marked after the bus has it, so a crash in between publishes it again, which no consumer minds.
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
  /** The last row of a sweep that goes on: what is behind it need not be passed again. */
  let sweptTo = 0;
  const pause = new Pause();
  let stopped = false;

  async function publish(messages: readonly Message[]): Promise<void> {
    for (const some of inCalls(messages)) {
      await publishTraced(tracer, some, (published) => bus.publish(published));
      sizes.observe(some.length);
    }
  }

  /** Publishes as many of the waiting rows as make one call of the bus. */
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

  /** Takes rows into memory, oldest first. @returns whether there may be more */
  async function sweep(): Promise<boolean> {
    const mine = [...published, ...waiting.map((row) => row.id)];
    const rows = await database.transaction((sql) => {
      // Walk the index. PostgreSQL expects few rows to wait, and would sort a million each time.
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

  /** At the end once more: what stays behind waits until someone sweeps it. */
  async function finish(): Promise<void> {
    try {
      while (waiting.length > 0) await relayWaiting();
    } catch (error) {
      log.warn({ err: error, rows: waiting.length }, 'outbox relay: left to the next sweep');
    }
    // Without it they would only be published again.
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

/** As many messages together as one call of the bus is given. */
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
