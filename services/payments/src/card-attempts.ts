import { createHmac, hkdfSync } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Card } from '@onsale/contracts/payments/http';
import type { PaymentStatus } from '@onsale/contracts/payments/messages';
import {
  addressNetwork,
  type Clock,
  coalesce,
  type Database,
  inWords,
  Problem,
  tooManyRequests,
} from '@onsale/runtime';
import { type Failures, readFailures } from './store-failures.js';
import { readPayments } from './store-payments.js';
import { UndecidedPayments } from './undecided-payments.js';

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
interface Attempt extends Marks {
  readonly paymentId: string;
  readonly buyerId: string;
}

export interface CardAttempts {
  mark(card: Card, address: string, isTestCard: boolean): Marks;
  /**
   * Resolves when the payment may be made: it has a place in the limits until its outcome is known.
   * @throws Problem 429 while too many attempts of this account, card or network have failed, or
   * could still fail
   */
  begin(attempt: Attempt): Promise<void>;
  /** Frees the place of a payment. @param status undefined: it was not made after all */
  end(paymentId: string, status?: PaymentStatus): void;
}

const windowSeconds = 60 * 60;
const maxBatch = 500;
const maxWaiting = 5_000;
/** How often an attempt without a place looks whether others have succeeded, and for how long. */
const lookEveryMs = 100;
const looks = 50;

/**
 * Limits failed attempts, so that nobody can test stolen cards here, with any number of orders and
 * accounts, one after the other or at once in this process. Successful payments do not count, but as
 * long as their outcome is unknown they take places: with a slow provider others wait for one.
 * @param secret known to this service only; a new secret restarts the count
 */
export function cardAttempts(
  { database, clock }: { database: Database; clock: Clock },
  limits: FailedCardLimits,
  secret: string,
): CardAttempts {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'onsale failed cards', 32));
  const markOf = (what: string) => createHmac('sha256', key).update(what).digest('base64url');
  const undecided = new UndecidedPayments();

  /** What counts an attempt, with the most failures of each. */
  const askersOf = ({ buyerId, cardMark, networkMark }: Attempt): [string, number][] => [
    [buyerId, limits.failedPerAccount],
    ...(cardMark === null ? [] : ([[cardMark, limits.failedPerCard]] satisfies [string, number][])),
    [networkMark, limits.failedPerAddress],
  ];

  function read(attempts: readonly Attempt[]): Promise<Map<string, Failures>> {
    const since = new Date(clock.now().getTime() - windowSeconds * 1000);
    const askers = {
      accounts: [...new Set(attempts.map(({ buyerId }) => buyerId))],
      cards: [...new Set(attempts.flatMap(({ cardMark }) => cardMark ?? []))],
      networks: [...new Set(attempts.map(({ networkMark }) => networkMark))],
    };
    return readFailures(database, askers, limits, since);
  }

  /** Ends the undecided payments of these whose outcome another process has heard. */
  async function endDecided(askers: readonly string[]): Promise<void> {
    const ids = new Set(askers.flatMap((asker) => [...undecided.of(asker)]));
    for (const { id, status } of (await readPayments(database, [...ids])).values()) {
      if (status !== 'processing') undecided.end(id, status);
    }
  }

  /**
   * The failures of each asker, and the places that were taken before they were read: a payment that
   * fails meanwhile is counted twice rather than not.
   */
  async function look(attempts: readonly Attempt[]) {
    const askers = new Map(attempts.flatMap(askersOf));
    const taken = new Map(
      [...askers].map(([asker, most]) => [asker, undecided.placesOf(asker, most)]),
    );
    return { failures: await read(attempts), taken };
  }

  /** Batches run one after the other, so that each sees the places that the one before has taken. */
  async function beginAll(attempts: readonly Attempt[]): Promise<('begun' | 'full' | Problem)[]> {
    undecided.forget(clock.now().getTime());
    let { failures, taken } = await look(attempts);
    const isFull = ([asker, most]: [string, number]) =>
      (failures.get(asker)?.count ?? 0) + (taken.get(asker) ?? 0) >= most;
    const crowded = attempts.flatMap((attempt) => askersOf(attempt).filter(isFull));
    if (crowded.length > 0) {
      await endDecided(crowded.map(([asker]) => asker));
      ({ failures, taken } = await look(attempts));
    }
    return attempts.map((attempt) => {
      const askers = askersOf(attempt);
      const used = askers.flatMap(([asker, most]) => {
        const found = failures.get(asker);
        return found && found.count >= most ? found.since.getTime() : [];
      });
      if (used.length > 0) return tooManyFailed(Math.max(...used), clock.now().getTime());
      if (askers.some(isFull)) return 'full';
      const keys = askers.map(([asker]) => asker);
      for (const key of keys) taken.set(key, (taken.get(key) ?? 0) + 1);
      undecided.begin(attempt.paymentId, keys, clock.now().getTime());
      return 'begun';
    });
  }
  const begin = coalesce<Attempt, 'begun' | 'full'>({
    run: beginAll,
    maxBatch,
    maxQueue: maxWaiting,
  });

  return {
    mark: ({ number }, address, isTestCard) => ({
      cardMark: isTestCard ? null : markOf(`card ${number.replaceAll(' ', '')}`),
      networkMark: markOf(`network ${addressNetwork(address)}`),
    }),
    async begin(attempt) {
      for (let look = 1; (await begin(attempt)) === 'full'; look += 1) {
        if (look === looks) throw tooManyRequests(1);
        await after(lookEveryMs);
      }
    },
    end: (paymentId, status) => undecided.end(paymentId, status),
  };
}

function tooManyFailed(failedAtMs: number, nowMs: number): Problem {
  const passedSeconds = (nowMs - failedAtMs) / 1000;
  const waitSeconds = Math.max(1, Math.ceil(windowSeconds - passedSeconds));
  return new Problem(
    429,
    'too_many_failed_cards',
    `Too many card payments have failed. You haven’t been charged and your order is unchanged. Try again in ${inWords(waitSeconds)}.`,
    { retryAfterSeconds: waitSeconds },
  );
}
