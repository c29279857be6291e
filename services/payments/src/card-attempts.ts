import { createHmac, hkdfSync } from 'node:crypto';
import type { Card } from '@onsale/contracts/payments/http';
import {
  addressNetwork,
  type Clock,
  coalesce,
  type Database,
  inWords,
  Problem,
} from '@onsale/runtime';
import { readFailures } from './store-failures.js';

/** Failed attempts that are allowed within `windowSeconds`, over all orders. */
export interface FailedCardLimits {
  readonly failedPerAccount: number;
  readonly failedPerCard: number;
  readonly failedPerAddress: number;
}

/** What attempts are counted by, beside their account. It reveals neither card nor address. */
export interface Marks {
  /** Null: a test card, which belongs to no one. */
  readonly cardMark: string | null;
  readonly networkMark: string;
}

/** Someone about to pay. */
export interface Attempt extends Marks {
  readonly buyerId: string;
}

export interface CardAttempts {
  mark(card: Card, address: string, isTestCard: boolean): Marks;
  /** @throws Problem 429 while too many attempts of this account, card or network have failed */
  assertMayTry(attempt: Attempt): Promise<void>;
}

const windowSeconds = 60 * 60;
const maxBatch = 500;
const maxWaiting = 5_000;

/**
 * Counts failed attempts, so that stolen cards cannot be tried out here, with however many orders and
 * accounts. What succeeds never counts: a campus behind one address buys as it likes.
 * @param secret known to this service alone; with another one counting begins again
 */
export function cardAttempts(
  { database, clock }: { database: Database; clock: Clock },
  limits: FailedCardLimits,
  secret: string,
): CardAttempts {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'onsale failed cards', 32));
  const markOf = (what: string) => createHmac('sha256', key).update(what).digest('base64url');
  const lastAllowed = coalesce<Attempt, Date | undefined>({
    run: (attempts) => {
      const since = new Date(clock.now().getTime() - windowSeconds * 1000);
      return readFailures(database, attempts, limits, since);
    },
    maxBatch,
    maxQueue: maxWaiting,
  });
  return {
    mark: ({ number }, address, isTestCard) => ({
      cardMark: isTestCard ? null : markOf(`card ${number.replaceAll(' ', '')}`),
      networkMark: markOf(`network ${addressNetwork(address)}`),
    }),
    async assertMayTry(attempt) {
      const failedAt = await lastAllowed(attempt);
      if (!failedAt) return;
      const passedSeconds = (clock.now().getTime() - failedAt.getTime()) / 1000;
      const waitSeconds = Math.max(1, Math.ceil(windowSeconds - passedSeconds));
      throw new Problem(
        429,
        'too_many_failed_cards',
        `Too many card payments have failed. You haven’t been charged and your order is unchanged. Try again in ${inWords(waitSeconds)}.`,
        { retryAfterSeconds: waitSeconds },
      );
    },
  };
}
