import type { Message } from '@onsale/contracts/message';
import {
  type Logger,
  readMessage,
  type Sql,
  type Subscription,
  Unavailable,
} from '@onsale/runtime';
import { addDeadLetters, type FailedMessage } from '../dead-letters.js';
import { deliverApart, describe } from './deliver-apart.js';
import { isTemporary } from './temporary.js';

/** Messages to deliver together, and those that could not be read. */
export interface Batch {
  readonly good: readonly Message[];
  readonly failed: readonly FailedMessage[];
}

/** Where the dead letters of a subscription go. */
export interface DeadLetterTarget {
  readonly subscription: Subscription;
  /** Where its dead letters are stored. */
  readonly database: Sql;
  readonly log: Logger;
}

export interface DeliveryOptions extends DeadLetterTarget {
  /** Attempts for a whole batch before it is split. */
  readonly batchAttempts: number;
  readonly firstBackoffMs: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

const loneAttempts = 2;

/**
 * How every bus delivers batches to a subscription; a batch that keeps failing is split.
 * @returns a function that resolves when each message was handled or given up, and rejects if the
 * caller should pause and call it with the same batch again
 */
export function createDelivery(options: DeliveryOptions): (batch: Batch) => Promise<void> {
  const { subscription, log } = options;
  let batchFailures = 0;

  const apart = (messages: readonly Message[], attempts: number) =>
    deliverApart(messages, {
      async handle(some) {
        if (options.isStopped()) throw new Unavailable('A consumer that stops');
        await subscription.handle(some);
      },
      attempts,
      loneAttempts,
      firstBackoffMs: options.firstBackoffMs,
      wait: options.wait,
    });

  return async ({ good, failed: unreadable }) => {
    const failed = [...unreadable];
    if (good.length > 0) {
      try {
        await subscription.handle(good);
      } catch (error) {
        if (isTemporary(error)) throw error;
        batchFailures += 1;
        if (batchFailures < options.batchAttempts) throw error;
        log.warn({ err: error, messages: good.length }, 'batch keeps failing: splitting it');
        failed.push(...(await apart(good, batchFailures)));
      }
    }
    batchFailures = 0;
    if (failed.length > 0) await giveUp(options, failed);
  };
}

/** Stores failed messages as dead letters. */
export async function giveUp(
  target: DeadLetterTarget,
  failed: readonly FailedMessage[],
): Promise<void> {
  const { subscription, database, log } = target;
  await addDeadLetters(database, subscription.name, failed);
  for (const { message, error } of failed) {
    const { id: messageId, type, subject } = message;
    log.error({ messageId, type, subject, reason: error }, 'dead letter');
  }
}

/**
 * Reads messages. One that violates its contract would fail every time, so it fails immediately, as
 * received.
 */
export function sortOut(messages: readonly Message[]): Batch {
  const good: Message[] = [];
  const failed: FailedMessage[] = [];
  for (const message of messages) {
    try {
      good.push(readMessage(message));
    } catch (error) {
      failed.push({ message, error: describe(error), attempts: 1 });
    }
  }
  return { good, failed };
}
