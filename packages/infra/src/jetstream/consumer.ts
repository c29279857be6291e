import { backoffMs, type Logger, Pause, type Sql, type Subscription } from '@onsale/runtime';
import { createDelivery, sortOut } from '../delivery/delivery.js';
import type { Delivery } from './delivery.js';
import type { Link } from './link.js';
import { consumerName, subjectOf } from './names.js';
import { startSource } from './source.js';
import { suspectTask, type Task } from './suspects.js';

export interface ConsumerOptions {
  readonly subscription: Subscription;
  readonly link: Link;
  /** Where its dead letters are stored. */
  readonly database: Sql;
  readonly log: Logger;
  readonly ackWaitMs: number;
  /** After this long in one call of `handle`, or in retries, the messages go to other processes. */
  readonly maxKeepMs: number;
  /** Attempts for a whole batch before it is split. */
  readonly batchAttempts: number;
  readonly firstBackoffMs: number;
  /** A message that was delivered more often is tried alone. */
  readonly suspectDeliveries: number;
}

export interface Consumer {
  /** The names of the durable consumers in the stream, one for each type. */
  readonly names: readonly string[];
  /**
   * Resolves when the batch in progress is done; returns all other messages to the server
   * immediately.
   */
  stop(): Promise<void>;
}

const batchSize = 500;
const maxBackoffMs = 10_000;
const idleMs = 5_000;
const giveBackAfterMs = 5_000;

/**
 * Delivers to one subscription, batch after batch. Any number of processes may do the same.
 *
 * There is a durable consumer for each type, so that each release reads only the types it knows,
 * and a type that a newer release adds comes with its history. Messages of one type keep the order
 * of their publisher. Messages of several types that arrive together are sorted by their position
 * in the stream, but in a backlog one type can arrive long before another.
 */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { subscription, link, database, ackWaitMs, maxKeepMs } = options;
  const log = options.log.child({ subscription: subscription.name });
  const news = new Pause();
  const backoff = new Pause(); // news must not shorten it
  let waiting: Delivery[] = [];
  let inHand: readonly Delivery[] = [];
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
      receive: (delivery) => waiting.push(delivery),
      arrived: () => news.wake(),
    }),
  );

  /** A call that never ends must not keep its messages from other processes. */
  const keeping = setInterval(() => {
    if (handlingSinceMs !== undefined && performance.now() - handlingSinceMs > maxKeepMs) return;
    for (const delivery of [...inHand, ...waiting]) delivery.keep();
  }, ackWaitMs / 3);

  /** The next messages in the order of the stream: a batch, or a single suspect. */
  function take(): Delivery[] {
    waiting = waiting
      .filter((delivery) => !delivery.isLost)
      .sort((one, other) => one.sequence - other.sequence);
    const suspect = waiting.findIndex(isSuspect);
    if (suspect === 0) return waiting.splice(0, 1);
    return waiting.splice(0, Math.min(batchSize, suspect < 0 ? batchSize : suspect));
  }
  const isSuspect = (delivery: Delivery) => delivery.deliveries > options.suspectDeliveries;

  async function work(batch: readonly Delivery[]): Promise<void> {
    const sinceMs = performance.now();
    const task = taskOf(batch);
    for (let failures = 1; ; failures += 1) {
      try {
        await task.deliver();
        for (const delivery of batch) delivery.acknowledge();
        return;
      } catch (error) {
        log.warn({ err: error, failures }, 'delivery failed: will try again');
      }
      if (!stopped) {
        await backoff.wait(backoffMs(failures, options.firstBackoffMs, maxBackoffMs));
      }
      const isTooLong = performance.now() - sinceMs > maxKeepMs;
      if (!stopped && !isTooLong && !batch.every((delivery) => delivery.isLost)) continue;
      await task.release().catch((error: unknown) => log.warn({ err: error }, 'not released'));
      for (const delivery of batch) delivery.giveBack(stopped ? 0 : giveBackAfterMs);
      return;
    }
  }

  function taskOf(batch: readonly Delivery[]): Task {
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
      for (const delivery of waiting.splice(0)) delivery.giveBack();
      await running;
      clearInterval(keeping);
    },
  };
}
