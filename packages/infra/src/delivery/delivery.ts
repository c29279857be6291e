import type { Message } from '@onsale/contracts/message';
import {
  type Logger,
  readMessage,
  type Sql,
  type Subscription,
  Unavailable,
} from '@onsale/runtime';
import { type Burial, bury } from '../dead-letters.js';
import { deliverApart, describe } from './deliver-apart.js';
import { isTemporary } from './temporary.js';

/** Messages to deliver together, and those that are given up without a try. */
export interface Batch {
  readonly good: readonly Message[];
  readonly burials: readonly Burial[];
}

export interface Grave {
  readonly subscription: Subscription;
  /** Where its dead letters are kept. */
  readonly database: Sql;
  readonly log: Logger;
}

export interface DeliveryOptions extends Grave {
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

  return async ({ good, burials }) => {
    const failed = [...burials];
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
export async function giveUp(grave: Grave, burials: readonly Burial[]): Promise<void> {
  const { subscription, database, log } = grave;
  await bury(database, subscription.name, burials);
  for (const { message, error } of burials) {
    log.error({ messageId: message.id, type: message.type, reason: error }, 'dead letter');
  }
}

/** Reads them. What breaks its contract would break it again: it is given up at once, as it came. */
export function sortOut(messages: readonly Message[]): Batch {
  const good: Message[] = [];
  const burials: Burial[] = [];
  for (const message of messages) {
    try {
      good.push(readMessage(message));
    } catch (error) {
      burials.push({ message, error: describe(error), attempts: 1 });
    }
  }
  return { good, burials };
}
