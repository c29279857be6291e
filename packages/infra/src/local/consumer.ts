import type { Message } from '@onsale/contracts/message';
import { assertMessage, type Logger, type Subscription, Unavailable } from '@onsale/runtime';
import type { PostgresDatabase } from '../postgres-database.js';
import {
  type Burial,
  bury,
  raise,
  readAfter,
  readReplaying,
  type StoredMessage,
} from './bus-store.js';
import type { Cursors } from './cursors.js';
import { deliverApart, describe } from './deliver.js';
import { backoffMs, Pause } from './pause.js';
import type { Recent } from './recent.js';
import { isTemporary } from './temporary.js';

export interface ConsumerOptions {
  readonly subscription: Subscription;
  readonly position: number;
  readonly recent: Recent;
  readonly database: PostgresDatabase;
  readonly cursors: Cursors;
  readonly log: Logger;
  /** Tries of a whole batch before it is taken apart. */
  readonly batchAttempts: number;
  readonly firstBackoffMs: number;
}

export interface Consumer {
  readonly types: readonly string[];
  /** This process has stored something new. */
  wake(): void;
  /** Another process may have stored something. */
  wakeToLook(): void;
  /** There may be dead letters to replay. */
  wakeToReplay(): void;
  /** Resolves when the batch in hand is done. */
  stop(): Promise<void>;
}

const batchSize = 500;
const replayBatch = 100;
const loneAttempts = 2;
const maxBackoffMs = 10_000;
/** Without a call of `wake` nothing is new; this is for a lost one. */
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
  let batchFailures = 0;
  let failuresInARow = 0;

  async function deliver({ good, burials }: Batch): Promise<void> {
    if (good.length > 0) {
      try {
        await subscription.handle(good);
      } catch (error) {
        if (isTemporary(error)) throw error;
        batchFailures += 1;
        if (batchFailures < options.batchAttempts) throw error;
        log.warn({ err: error, messages: good.length }, 'batch keeps failing: taking it apart');
        burials.push(...(await apart(good, batchFailures)));
      }
    }
    batchFailures = 0;
    if (burials.length > 0) await giveUp(burials);
  }

  const apart = (messages: readonly Message[], attempts: number) =>
    deliverApart(messages, {
      async handle(some) {
        if (stopped) throw new Unavailable('A consumer that stops');
        await subscription.handle(some);
      },
      attempts,
      loneAttempts,
      firstBackoffMs: options.firstBackoffMs,
      wait: (ms) => backoff.wait(ms),
    });

  async function giveUp(burials: readonly Burial[]): Promise<void> {
    await bury(database, subscription.name, burials);
    for (const { message, error } of burials) {
      log.error({ messageId: message.id, type: message.type, reason: error }, 'dead letter');
    }
  }

  async function replay(): Promise<void> {
    const letters = await readReplaying(database, subscription.name, replayBatch);
    for (const letter of letters) {
      if (stopped) return;
      try {
        assertMessage(letter.message);
        await subscription.handle([letter.message]);
      } catch (error) {
        if (isTemporary(error)) throw error;
        await giveUp([{ message: letter.message, error: describe(error), attempts: 1 }]);
        continue;
      }
      await raise(database, letter.id);
      log.info({ messageId: letter.message.id }, 'dead letter replayed');
    }
    replayWanted = letters.length === replayBatch;
  }

  async function next(): Promise<Batch | undefined> {
    const known = recent.readAfter(subscription.types, position, batchSize);
    const last = known?.at(-1);
    // They were checked when they were published.
    if (known && last) {
      return { good: known.map(({ message }) => message), burials: [], end: last.position };
    }
    if (known && !lookWanted) return undefined;
    lookWanted = false;
    const batch = sortOut(await readAfter(database, subscription.types, position, batchSize));
    lookWanted ||= batch !== undefined;
    return batch;
  }

  /** @returns whether there may be more */
  async function turn(): Promise<boolean> {
    if (replayWanted) await replay();
    const batch = await next();
    if (!batch) return false;
    await deliver(batch);
    position = batch.end;
    cursors.move(subscription.name, position);
    return true;
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

interface Batch {
  readonly good: readonly Message[];
  readonly burials: Burial[];
  /** Position of the last of them. */
  readonly end: number;
}

/** What breaks its contract would break it again: it is given up at once. */
function sortOut(rows: readonly StoredMessage[]): Batch | undefined {
  const last = rows.at(-1);
  if (!last) return undefined;
  const good: Message[] = [];
  const burials: Burial[] = [];
  for (const row of rows) {
    const message = JSON.parse(row.body) as Message;
    try {
      assertMessage(message);
      good.push(message);
    } catch (error) {
      burials.push({ message, error: describe(error), attempts: 1 });
    }
  }
  return { good, burials, end: last.position };
}
