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

/** Messages to deliver together, and those that failed before a try. */
export interface Batch {
  readonly good: readonly Message[];
  readonly failed: readonly FailedMessage[];
}

/** Whose dead letters are added, and where. */
export interface DeadLetterTarget {
  readonly subscription: Subscription;
  /** Where its dead letters are kept. */
  readonly database: Sql;
  readonly log: Logger;
}

export interface DeliveryOptions extends DeadLetterTarget {
  /** Tries of a whole batch before it is taken apart. */
  readonly batchAttempts: number;
  readonly firstBackoffMs: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

const loneAttempts = 2;

/**
 * How every bus gives batches to a subscription: what keeps failing is taken apart.
 * @returns what resolves when each message was taken or given up, and rejects to be called with the
 * same batch again, after a pause of the caller's
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
        log.warn({ err: error, messages: good.length }, 'batch keeps failing: taking it apart');
        failed.push(...(await apart(good, batchFailures)));
      }
    }
    batchFailures = 0;
    if (failed.length > 0) await giveUp(options, failed);
  };
}

/** Makes them dead letters. */
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

/** Reads them. What breaks its contract would break it again: it is given up at once, as it came. */
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
