import type { Message } from '@onsale/contracts/message';
import { backoffMs, type Logger, Pause, readMessage, type Subscription } from '@onsale/runtime';
import { readReplaying, removeDeadLetter } from '../dead-letters.js';
import { describe } from '../delivery/deliver-apart.js';
import { type Batch, createDelivery, giveUp, sortOut } from '../delivery/delivery.js';
import { isTemporary } from '../delivery/temporary.js';
import type { PostgresDatabase } from '../postgres-database.js';
import { readAfter, type StoredRow } from './bus-store.js';
import type { Cursors } from './cursors.js';
import type { Recent } from './recent.js';

export interface ConsumerOptions {
  readonly subscription: Subscription;
  readonly position: number;
  readonly recent: Recent;
  readonly database: PostgresDatabase;
  readonly cursors: Cursors;
  readonly log: Logger;
  /** Attempts for a whole batch before it is split. */
  readonly batchAttempts: number;
  readonly firstBackoffMs: number;
}

export interface Consumer {
  readonly types: readonly string[];
  /** This process has stored new messages. */
  wake(): void;
  /** Another process may have stored messages. */
  wakeToLook(): void;
  /** There may be dead letters to replay. */
  wakeToReplay(): void;
  /** Resolves when the batch in progress is done. */
  stop(): Promise<void>;
}

const batchSize = 500;
const replayBatch = 100;
const maxBackoffMs = 10_000;
/** `wake` announces new messages; this covers a lost call. */
const idleMs = 30_000;

/** Delivers to one subscription, batch after batch, until it is stopped. */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { subscription, recent, database, cursors } = options;
  const log = options.log.child({ subscription: subscription.name });
  const news = new Pause();
  const backoff = new Pause(); // news must not shorten it
  let position = options.position;
  let stopped = false;
  let lookWanted = true; // at the table, beside what is in memory
  let replayWanted = true; // by a request that the last run of this process did not get to
  let failuresInARow = 0;
  const deliver = createDelivery({
    subscription,
    database,
    log,
    batchAttempts: options.batchAttempts,
    firstBackoffMs: options.firstBackoffMs,
    wait: (ms) => backoff.wait(ms),
    isStopped: () => stopped,
  });

  async function replay(): Promise<void> {
    const letters = await readReplaying(database, subscription.name, replayBatch);
    for (const letter of letters) {
      if (stopped) return;
      try {
        await subscription.handle([readMessage(letter.message)]);
      } catch (error) {
        if (isTemporary(error)) throw error;
        const failed = { message: letter.message, error: describe(error), attempts: 1 };
        await giveUp({ subscription, database, log }, [failed]);
        continue;
      }
      await removeDeadLetter(database, letter.id);
      log.info({ messageId: letter.message.id }, 'dead letter replayed');
    }
    replayWanted = letters.length > 0;
  }

  async function next(): Promise<ReadBatch | undefined> {
    const known = recent.readAfter(subscription.types, position, batchSize);
    // These were validated when they were published.
    if (known && known.messages.length > 0) {
      return { good: known.messages, failed: [], end: known.end };
    }
    if (known && !lookWanted) {
      // Advances past messages of other types, so that they are read only once.
      if (known.end > position) moveTo(known.end);
      return undefined;
    }
    lookWanted = false;
    const { types } = subscription;
    const { rows, end } = await readAfter(database, types, position, batchSize);
    if (rows.length === 0) {
      if (end > position) moveTo(end);
      return undefined;
    }
    lookWanted = true;
    return { ...checked(rows, types, position), end };
  }

  /** @returns whether there may be more */
  async function turn(): Promise<boolean> {
    if (replayWanted) await replay();
    const batch = await next();
    if (!batch) return replayWanted;
    await deliver(batch);
    moveTo(batch.end);
    return true;
  }

  function moveTo(end: number): void {
    position = end;
    cursors.move(subscription.name, position);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const more = await turn();
        failuresInARow = 0;
        if (!more && !stopped) await news.wait(idleMs);
      } catch (error) {
        if (stopped) return;
        lookWanted = true;
        failuresInARow += 1;
        log.warn({ err: error, failures: failuresInARow }, 'delivery failed: will try again');
        await backoff.wait(backoffMs(failuresInARow, options.firstBackoffMs, maxBackoffMs));
      }
    }
  }

  const running = run();
  return {
    types: subscription.types,
    wake: () => news.wake(),
    wakeToLook() {
      lookWanted = true;
      news.wake();
    },
    wakeToReplay() {
      replayWanted = true;
      news.wake();
    },
    async stop() {
      stopped = true;
      news.wake();
      backoff.wake();
      await running;
      await cursors.write();
    },
  };
}

interface ReadBatch extends Batch {
  /** Position of the last message. */
  readonly end: number;
}

/** The messages of these types after this position. */
const checked = (rows: readonly StoredRow[], types: readonly string[], position: number): Batch =>
  sortOut(
    rows.flatMap((row) =>
      (JSON.parse(row.body) as Message[]).filter(
        ({ type }, index) =>
          types.includes(type) && row.position - row.count + 1 + index > position,
      ),
    ),
  );
