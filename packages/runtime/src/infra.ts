import type { Message } from '@onsale/contracts/message';
import type { Clock } from './clock.js';
import type { Logger } from './log.js';

/** Runs SQL: in the pool, or in one transaction. */
export interface Sql {
  /**
   * Runs one parameterised statement and returns its rows. The text is prepared once per
   * connection, so keep it constant and pass everything that varies in `values` (`$1`, `$2` …;
   * arrays for `unnest`). Statements of one transaction may be sent without awaiting each other:
   * they run in order.
   */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** A transaction in progress. */
export interface Transaction extends Sql {
  /**
   * Sends a statement without waiting for its rows; it runs in order and before the commit. Its
   * failure fails the transaction.
   */
  send(text: string, values?: readonly unknown[]): void;
}

/** The PostgreSQL database of a service. */
export interface Database extends Sql {
  /**
   * Runs `work` in one transaction (READ COMMITTED) and commits when it resolves; rolls back
   * when it rejects, or when any statement failed, awaited or not. Resolved means durable: `fsync`
   * and `synchronous_commit` are on.
   * @throws Unavailable if there is no connection, or it was lost. If it was lost during the
   * commit, the outcome is unknown: answer 503, never success or failure.
   */
  transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T>;
  /**
   * Checks that the database answers. If it has just answered another statement, it is not asked
   * again, so that a check does not queue behind a rush.
   * @throws Unavailable if it does not
   */
  ping(): Promise<void>;
  /** The present load of its connections. */
  load(): DatabaseLoad;
}

export interface DatabaseLoad {
  /** Connections in use. */
  readonly inUse: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

export interface Subscription {
  /** Unique and permanent, since it names the cursor: `orders.payment-captured`. */
  readonly name: string;
  readonly types: readonly string[];
  /**
   * Handles messages in batches, at least once, in any order. Resolves when the effect is durable;
   * rejects to get the batch again. A message that keeps failing on its own becomes a dead letter.
   */
  handle(messages: readonly Message[]): Promise<void>;
}

/** A message that a subscription could not handle, kept for an operator to inspect and replay. */
export interface DeadLetter {
  readonly id: string;
  readonly subscription: string;
  readonly message: Message;
  readonly error: string;
  readonly attempts: number;
  readonly diedAt: Date;
}

export interface Bus {
  /**
   * Resolves when the bus has stored the messages. At most 1,000 per call. Accepts unknown types,
   * because a relay publishes rows that any release may have written; the service that creates a
   * message checks it first.
   */
  publish(messages: readonly Message[]): Promise<void>;
  /** Starts delivery; a new name begins at the first message that the bus still has. */
  subscribe(subscription: Subscription): Promise<Stop>;
  /** Oldest first: up to `limit`, or fewer if they are large. */
  deadLetters(limit: number): Promise<DeadLetter[]>;
  /** Counts by subscription, up to 10,000 each; subscriptions without any are left out. */
  countDeadLetters(): Promise<ReadonlyMap<string, number>>;
  /**
   * Delivers a dead letter again, to its subscription only.
   * @returns false if there is no such letter
   */
  replay(deadLetterId: string): Promise<boolean>;
  /** Messages not yet handled, by subscription. */
  lag(): Promise<ReadonlyMap<string, number>>;
}

/** Stops something; resolves when the work in progress is done. */
export type Stop = () => Promise<void>;

/** Fires once, at `at`. Scheduling another one with the same `id` is harmless. */
export interface Timer {
  readonly id: string;
  readonly at: Date;
  readonly data: object;
}

export interface Timers {
  /** Resolves when the timers are stored. At most 1,000 per call. */
  schedule(queue: string, timers: readonly Timer[]): Promise<void>;
  /**
   * Calls `handle` with due timers, in batches, at least once; after a rejection they fire again.
   */
  process(queue: string, handle: (due: readonly Timer[]) => Promise<void>): Promise<Stop>;
}

/**
 * A notice to every process, delivered at most once and stored nowhere: for display, not for
 * decisions.
 */
export interface Broadcast {
  publish(channel: string, news: object): void;
  subscribe(channel: string, listen: (news: object) => void): Stop;
}

export interface Limits {
  /**
   * Counts one attempt for `key`. At most `max` in `windowSeconds` are allowed.
   * @returns 0 if allowed, otherwise the seconds to wait
   */
  take(key: string, max: number, windowSeconds: number): Promise<number>;
  /** Forgets the attempts for `key`, after a success. */
  clear(key: string): Promise<void>;
  /** Takes back the last attempt for `key`, if any, because it should not count. */
  giveBack(key: string): Promise<void>;
}

/** A copy of data from a database, kept for a limited time. */
export interface Copy {
  /** An integer from 0 that grows with every change of the original. */
  readonly version: number;
  /** Returned as parsed from JSON. Not kept beyond 100,000 characters of JSON. */
  readonly value: object;
  /** Milliseconds from now; 0 or less: not kept. */
  readonly keepMs: number;
}

/**
 * Copies of data, shared by all processes: for display, never for decisions. Any copy may be
 * missing at any time.
 */
export interface Cache {
  /**
   * @param key begins with the name of the service; contains ids, never names or addresses
   * @returns the copy, which any release may have written: check its shape. Undefined if there is
   * none, or the cache is unavailable. Never rejects, and waits a fifth of a second at most
   */
  get(key: string): Promise<unknown>;
  /**
   * Stores a copy in place of one with the same or an earlier version; one that is too long still
   * removes those. A later one stays, so a slow reader does no harm. Never rejects, and waits a
   * fifth of a second at most.
   */
  put(key: string, copy: Copy): Promise<void>;
}

/** The infrastructure of a service, built by `local()` or `cluster()`. */
export interface Infra {
  readonly database: Database;
  readonly bus: Bus;
  readonly timers: Timers;
  readonly broadcast: Broadcast;
  readonly limits: Limits;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Logger;
}
