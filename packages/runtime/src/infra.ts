import type { Message } from '@onsale/contracts/message';
import type { Clock } from './clock.js';
import type { Logger } from './log.js';

/** Something that runs SQL: the pool, or one transaction. */
export interface Sql {
  /**
   * Runs one parameterised statement and gives its rows. The text is prepared once per
   * connection, so keep it constant and pass everything that varies in `values`
   * (`$1`, `$2` …; arrays for `unnest`).
   * Statements of one transaction may be sent without awaiting each other: they run in order.
   */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** One transaction under way. */
export interface Transaction extends Sql {
  /**
   * Sends a statement whose rows nobody needs, behind those sent before and ahead of the commit.
   * Its failure fails the transaction.
   */
  send(text: string, values?: readonly unknown[]): void;
}

/** One service's own PostgreSQL database. */
export interface Database extends Sql {
  /**
   * Runs `work` in one transaction (READ COMMITTED) and commits when it resolves; rolls back
   * when it rejects, or when any statement failed, awaited or not. Resolved means durable: `fsync`
   * and `synchronous_commit` are on.
   * @throws Unavailable when no connection can be had, or it was lost. When it was lost
   * during the commit its outcome is unknown: answer 503, never success or failure.
   */
  transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T>;
  /**
   * Whether it answers. One that has just answered someone is not asked again, so that in a rush
   * the question does not wait behind it.
   * @throws Unavailable when it does not
   */
  ping(): Promise<void>;
  /** How busy its connections are now. */
  load(): DatabaseLoad;
}

export interface DatabaseLoad {
  /** Connections that do something. */
  readonly inUse: number;
  /** Callers that wait for one. */
  readonly waiting: number;
}

export interface Subscription {
  /** Unique and for ever: it names the cursor. `orders.payment-captured`. */
  readonly name: string;
  readonly types: readonly string[];
  /**
   * Takes messages in batches, at least once, in any order, and resolves when their effect is
   * durable. Rejects to have the batch again; what keeps failing alone becomes a dead letter.
   */
  handle(messages: readonly Message[]): Promise<void>;
}

/** A message that a subscription could not take, kept for a person to see and replay. */
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
   * Resolves when the messages are stored by the bus. At most 1,000 a call. Takes what it does not
   * know too: a relay brings what any version has written. The service that makes a message checks it first.
   */
  publish(messages: readonly Message[]): Promise<void>;
  /** Starts delivery, from the first message the bus still has when the name is new. */
  subscribe(subscription: Subscription): Promise<Stop>;
  /** Oldest first: up to `limit`, or fewer where they are large. */
  deadLetters(limit: number): Promise<DeadLetter[]>;
  /** By subscription, of those that have any; up to 10,000 each. */
  countDeadLetters(): Promise<ReadonlyMap<string, number>>;
  /** Delivers it again, to its subscription alone. @returns false when there is none of that id */
  replay(deadLetterId: string): Promise<boolean>;
  /** Messages not yet taken, by subscription. */
  lag(): Promise<ReadonlyMap<string, number>>;
}

/** Stops it; resolves when the work under way is done. */
export type Stop = () => Promise<void>;

/** Something that is to happen at `at`, once; `id` makes scheduling it again harmless. */
export interface Timer {
  readonly id: string;
  readonly at: Date;
  readonly data: object;
}

export interface Timers {
  /** Resolves when the timers are stored. At most 1,000 a call. */
  schedule(queue: string, timers: readonly Timer[]): Promise<void>;
  /** Calls `handle` with due timers, in batches, at least once; a rejection brings them again. */
  process(queue: string, handle: (due: readonly Timer[]) => Promise<void>): Promise<Stop>;
}

/** News to every process at once, at most once, kept nowhere: for screens, not for decisions. */
export interface Broadcast {
  publish(channel: string, news: object): void;
  subscribe(channel: string, listen: (news: object) => void): Stop;
}

export interface Limits {
  /**
   * Counts one attempt for `key`. At most `max` in `windowSeconds` are allowed.
   * @returns 0 when allowed, else the seconds to wait
   */
  take(key: string, max: number, windowSeconds: number): Promise<number>;
  /** Forgets the attempts for `key`, after a success. */
  clear(key: string): Promise<void>;
  /** Forgets the last attempt for `key`, if there is one: it was no attempt of the kind. */
  giveBack(key: string): Promise<void>;
}

/** What a database said, as it is kept for a while. */
export interface Copy {
  /** An integer from 0 that grows with every change of what is copied. */
  readonly version: number;
  /** Comes back as JSON has it. Beyond 100,000 characters of JSON it is not kept. */
  readonly value: object;
  /** Milliseconds from now; none of them: it is not kept. */
  readonly keepMs: number;
}

/**
 * Copies of what a database says, shared by all processes: for showing, never for deciding. Any of
 * them may be gone at any moment.
 */
export interface Cache {
  /**
   * @param key begins with the name of the service; holds ids, never names or addresses
   * @returns what is kept, from any version: check its shape. undefined when nothing is, or the
   * cache cannot be asked. Never rejects, and waits for a fifth of a second at most
   */
  get(key: string): Promise<unknown>;
  /**
   * Keeps a copy in place of earlier ones and of one of the same version, also when it is too long
   * to be kept itself. A later one that is kept stays, so an old reading does no harm. Resolves, as
   * soon as `get`, whether that worked or not.
   */
  put(key: string, copy: Copy): Promise<void>;
}

/** Everything a service needs from the world. Built by `local()` or `cluster()`. */
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
