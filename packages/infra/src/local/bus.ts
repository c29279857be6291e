import type { Message } from '@onsale/contracts/message';
import {
  type Bus,
  coalesce,
  type Logger,
  Pause,
  readMessage,
  type Stop,
  type Subscription,
  textOf,
} from '@onsale/runtime';
import { assertPublishable, assertSubscription, deadLetterLimit } from '../bus-calls.js';
import {
  countDeadLetters,
  forgetDeadLetters,
  readDeadLetters,
  requestReplay,
} from '../dead-letters.js';
import { migrate } from '../migrate.js';
import { createDatabase } from '../postgres-database.js';
import { append, look, pruneMessages, readLag, register, touch } from './bus-store.js';
import { type Consumer, startConsumer } from './consumer.js';
import { createCursors } from './cursors.js';
import { createRecent } from './recent.js';

export const busMigrations = {
  dir: new URL('../../migrations/bus/', import.meta.url),
  table: 'migration',
};

const bytesOf = (messages: readonly Message[]) =>
  messages.reduce((sum, message) => sum + textOf(message).length, 0);

/** Whether consumers can get the message unchanged. */
function isOurs(message: Message): boolean {
  try {
    return readMessage(message) === message;
  } catch {
    return false;
  }
}

export interface LocalBusOptions {
  /** Database of the bus. */
  readonly url: string;
  readonly log: Logger;
  /** How long messages are kept after every subscription has them; 7 days by default. */
  readonly keptHours?: number;
  /** How soon this process notices messages of another one. */
  readonly pollMs?: number;
  readonly batchAttempts?: number;
  readonly firstBackoffMs?: number;
}

export interface LocalBus extends Bus {
  /** Finishes the batches in progress, and closes the connections. */
  stop(): Promise<void>;
  /**
   * Deletes old messages now, in addition to every few minutes.
   * @returns how many
   */
  prune(): Promise<number>;
  ping(): Promise<void>;
}

/** The most calls of `publish` in one transaction. */
const publishCalls = 10;
const waitingPublishCalls = 100;
const waitingPublishBytes = 32_000_000;
/** A few seconds of a rush. */
const recentLimits = { pieces: 5_000, bytes: 20_000_000 };
const pruneEveryMs = 10 * 60_000;

/**
 * The bus of an embedded install: a table of messages and a cursor for each subscription, in
 * PostgreSQL.
 */
export async function createLocalBus(options: LocalBusOptions): Promise<LocalBus> {
  const { url, log } = options;
  const keptHours = options.keptHours ?? 7 * 24;
  const pollMs = options.pollMs ?? 1_000;
  await migrate({ url, directories: [busMigrations], log });
  const settings = { url, statementTimeoutMs: 30_000, log };
  const database = createDatabase({ ...settings, name: 'bus', maxConnections: 10 });
  // Not durable, because a redelivery is harmless.
  const cursorDatabase = createDatabase({
    ...settings,
    name: 'bus-cursors',
    maxConnections: 2,
    durable: false,
  });
  const cursors = createCursors(cursorDatabase, log);
  const consumers = new Map<string, Consumer>();

  const recent = createRecent(recentLimits);

  async function appendAndRemember(messages: readonly Message[]): Promise<void> {
    const { after, positions } = await append(database, messages);
    // Messages that another release wrote are taken from the table, which parses each one.
    if (!messages.every(isOurs)) return recent.forget();
    recent.add(
      after,
      messages.map((message, index) => ({ position: positions[index] as number, message })),
    );
  }

  const store = coalesce<readonly Message[], void>({
    async run(calls) {
      const messages = calls.flat();
      await appendAndRemember(messages);
      const types = new Set(messages.map((message) => message.type));
      for (const consumer of consumers.values()) {
        if (consumer.types.some((type) => types.has(type))) consumer.wake();
      }
      return calls.map(() => undefined);
    },
    maxBatch: publishCalls,
    maxQueue: waitingPublishCalls,
    bytes: { max: waitingPublishBytes, of: bytesOf },
  });

  async function prune(): Promise<number> {
    await touch(database, [...consumers.keys()]);
    const letters = await forgetDeadLetters(database);
    if (letters > 0) log.warn({ letters }, 'dead letters of long ago were deleted');
    for (let pruned = 0; ; ) {
      const rows = await pruneMessages(database, keptHours);
      pruned += rows;
      if (rows === 0) return pruned;
    }
  }

  let stopped = false;
  const pause = new Pause();

  async function watch(): Promise<void> {
    let head = 0;
    let passed = -1;
    let prunedAt = performance.now();
    while (!stopped) {
      await pause.wait(pollMs);
      if (stopped) return;
      try {
        const seen = await look(database);
        if (seen.head > Math.max(head, recent.end)) {
          for (const consumer of consumers.values()) consumer.wakeToLook();
        }
        head = seen.head;
        // Subscriptions with few messages advance too, or they would have to read everything later.
        if (recent.end > passed) for (const consumer of consumers.values()) consumer.wake();
        passed = recent.end;
        for (const name of seen.replaying) consumers.get(name)?.wakeToReplay();
        if (performance.now() - prunedAt > pruneEveryMs) {
          prunedAt = performance.now();
          await prune();
        }
      } catch (error) {
        log.warn({ err: error }, 'bus: cannot look for messages of other processes');
      }
    }
  }
  const watching = watch();

  async function subscribe(subscription: Subscription): Promise<Stop> {
    const { name, types } = subscription;
    assertSubscription(subscription);
    const position = await register(database, name, types);
    if (consumers.has(name)) throw new Error(`There is already a subscription ${name} here.`);
    const consumer = startConsumer({
      subscription,
      position,
      recent,
      database,
      cursors,
      log,
      batchAttempts: options.batchAttempts ?? 4,
      firstBackoffMs: options.firstBackoffMs ?? 50,
    });
    consumers.set(name, consumer);
    return async () => {
      await consumer.stop();
      if (consumers.get(name) === consumer) consumers.delete(name);
    };
  }

  return {
    async publish(messages) {
      assertPublishable(messages);
      if (messages.length > 0) await store(messages);
    },
    subscribe,
    deadLetters: (limit) => readDeadLetters(database, Math.min(limit, deadLetterLimit)),
    countDeadLetters: () => countDeadLetters(database),
    async replay(deadLetterId) {
      const name = await requestReplay(database, deadLetterId);
      if (name !== undefined) consumers.get(name)?.wakeToReplay();
      return name !== undefined;
    },
    lag: () => readLag(database),
    prune,
    ping: () => database.ping(),
    async stop() {
      stopped = true;
      pause.wake();
      await Promise.all([watching, ...[...consumers.values()].map((consumer) => consumer.stop())]);
      await Promise.all([database.close(), cursorDatabase.close()]);
    },
  };
}
