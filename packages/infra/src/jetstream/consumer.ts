import { backoffMs, type Logger, Pause, type Sql, type Subscription } from '@onsale/runtime';
import { createDelivery, sortOut } from '../delivery/delivery.js';
import type { Held } from './held.js';
import type { Link } from './link.js';
import { consumerName, subjectOf } from './names.js';
import { startSource } from './source.js';
import { suspectTask, type Task } from './suspects.js';

export interface ConsumerOptions {
  readonly subscription: Subscription;
  readonly link: Link;
  /** Where its dead letters are kept. */
  readonly database: Sql;
  readonly log: Logger;
  readonly ackWaitMs: number;
  /** A call of `handle`, or tries in a row, that take longer keep nothing from other processes. */
  readonly heldMs: number;
  /** Tries of a whole batch before it is taken apart. */
  readonly batchAttempts: number;
  readonly firstBackoffMs: number;
  /** A message that was given out more often is tried alone. */
  readonly suspectDeliveries: number;
}

export interface Consumer {
  /** Of the durable consumers in the stream, one a type. */
  readonly names: readonly string[];
  /** Resolves when the batch under way is done; messages that were not begun are returned at once. */
  stop(): Promise<void>;
}

const batchSize = 500;
const maxBackoffMs = 10_000;
const idleMs = 5_000;
const giveBackAfterMs = 5_000;

/**
 * Delivers to one subscription, batch after batch, beside any number of processes that do the same.
 *
 * There is a durable consumer a type, so that each process, old or new, takes the types it knows
 * and no other, and a type that a newer version wants comes with its history. Within a type the
 * order of a publisher is kept; what comes of several types together is put in the stream's order,
 * but of a backlog one type can come long before another.
 */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { subscription, link, database, ackWaitMs, heldMs } = options;
  const log = options.log.child({ subscription: subscription.name });
  const news = new Pause();
  const backoff = new Pause(); // news must not shorten it
  let waiting: Held[] = [];
  let inHand: readonly Held[] = [];
  let handlingSinceMs: number | undefined;
  let stopped = false;

  const timed: Subscription = {
    ...subscription,
    async handle(messages) {
      handlingSinceMs = performance.now();
      try {
        await subscription.handle(messages);
      } finally {
        handlingSinceMs = undefined;
      }
    },
  };

  const target = { subscription: timed, database, log };

  const sources = subscription.types.map((type) =>
    startSource({
      link,
      name: consumerName(subscription.name, type),
      subject: subjectOf(type),
      ackWaitMs,
      log,
      receive: (held) => waiting.push(held),
      arrived: () => news.wake(),
    }),
  );

  /** A call that does not end must not keep its messages from processes that could take them. */
  const keeping = setInterval(() => {
    if (handlingSinceMs !== undefined && performance.now() - handlingSinceMs > heldMs) return;
    for (const held of [...inHand, ...waiting]) held.keep();
  }, ackWaitMs / 3);

  /** The next in the order of the stream: as many as make a batch, or one that is suspect. */
  function take(): Held[] {
    waiting = waiting
      .filter((held) => !held.isLost)
      .sort((one, other) => one.sequence - other.sequence);
    const suspect = waiting.findIndex(isSuspect);
    if (suspect === 0) return waiting.splice(0, 1);
    return waiting.splice(0, Math.min(batchSize, suspect < 0 ? batchSize : suspect));
  }
  const isSuspect = (held: Held) => held.deliveries > options.suspectDeliveries;

  async function work(batch: readonly Held[]): Promise<void> {
    const sinceMs = performance.now();
    const task = taskOf(batch);
    for (let failures = 1; ; failures += 1) {
      try {
        await task.deliver();
        for (const held of batch) held.acknowledge();
        return;
      } catch (error) {
        log.warn({ err: error, failures }, 'delivery failed: will try again');
      }
      if (!stopped) {
        await backoff.wait(backoffMs(failures, options.firstBackoffMs, maxBackoffMs));
      }
      const isTooLong = performance.now() - sinceMs > heldMs;
      if (!stopped && !isTooLong && !batch.every((held) => held.isLost)) continue;
      await task.release().catch((error: unknown) => log.warn({ err: error }, 'not released'));
      for (const held of batch) held.giveBack(stopped ? 0 : giveBackAfterMs);
      return;
    }
  }

  function taskOf(batch: readonly Held[]): Task {
    const messages = batch.flatMap(({ message, sequence }) => {
      if (!message) log.error({ sequence }, 'not a message of ours: passed over');
      return message ?? [];
    });
    const checked = sortOut(messages);
    const [first] = batch;
    const [message] = checked.good;
    if (first && message && isSuspect(first)) return suspectTask(message, first.deliveries, target);
    const deliver = createDelivery({
      ...target,
      batchAttempts: options.batchAttempts,
      firstBackoffMs: options.firstBackoffMs,
      wait: (ms) => backoff.wait(ms),
      isStopped: () => stopped,
    });
    return { deliver: () => deliver(checked), release: async () => undefined };
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const batch = take();
      if (batch.length > 0) {
        inHand = batch;
        await work(batch);
        inHand = [];
        continue;
      }
      for (const source of sources) source.want();
      await news.wait(idleMs);
    }
  }

  const running = run();
  return {
    names: sources.map(({ name }) => name),
    async stop() {
      stopped = true;
      news.wake();
      backoff.wake();
      await Promise.all(sources.map((source) => source.stop()));
      for (const held of waiting.splice(0)) held.giveBack();
      await running;
      clearInterval(keeping);
    },
  };
}
