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

/** The most failed attempts within `windowSeconds`, over all orders. */
export interface FailedCardLimits {
  readonly failedPerAccount: number;
  readonly failedPerCard: number;
  readonly failedPerAddress: number;
}

/**
 * The keys by which attempts are counted, in addition to the account. They reveal neither card nor
 * address.
 */
export interface Marks {
  /** Null: a test card, which belongs to no one. */
  readonly cardMark: string | null;
  readonly networkMark: string;
}

/** An attempt to pay. */
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
 * Limits failed attempts, so that nobody can test stolen cards here, with any number of orders and
 * accounts. Successful payments never count, so a campus behind one address can buy freely.
 * @param secret known to this service only; a new secret restarts the count
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
