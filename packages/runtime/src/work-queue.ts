import { cachedRead } from './cached-reads.js';
import type { Clock } from './clock.js';
import type { Database } from './infra.js';
import type { Logger } from './log.js';
import type { Metrics } from './metrics.js';
import { Pause } from './pause.js';
import type { Task } from './service.js';
import { claimWork, postponeWork, readWorkLag, type WorkKey, type WorkRows } from './store-work.js';

/**
 * `done`: the row no longer waits. `again`: it is retried after its pause, or given up; with
 * `againAt`, it is retried at that time at the latest.
 */
export type WorkOutcome = 'done' | 'again' | { readonly againAt: Date };

export interface WorkQueueOptions<Row extends object, Item> {
  /** Names the task, and the queue in metrics and logs. */
  readonly name: string;
  readonly rows: WorkRows;
  /** How often it looks for rows that have become due. `wake` makes it look immediately. */
  readonly everyMs: number;
  /** The most items in one call of `work`. */
  readonly batch: number;
  /** The most concurrent calls of `work`. */
  readonly width: number;
  /** The most claimed items in memory: as many as can begin well before their lease ends. */
  readonly maxClaimed: number;
  /** Turns claimed rows into items. */
  read(rows: readonly Row[]): readonly Item[] | Promise<readonly Item[]>;
  keyOf(item: Item): WorkKey;
  /**
   * Does the work, with a time limit of its own, and updates or deletes the rows that are done. It
   * may run twice for the same item, since a process can die between the work and its record.
   * @returns one outcome for each item, at the same index; a rejection means `again` for all
   */
  work(items: readonly Item[]): Promise<readonly WorkOutcome[]>;
  /** Called with the rows that were given up after their last attempt. */
  onGivenUp?(keys: readonly WorkKey[]): void | Promise<void>;
}

/** A `Task` that works through rows of a table. */
export interface WorkQueue<Item> extends Task {
  /** Looks for rows immediately, because the caller has committed due ones. */
  wake(): void;
  /** Whether `offer` may be called with a batch. */
  readonly hasRoom: boolean;
  /**
   * Works on items that the caller claimed when it wrote their rows, with one attempt counted and
   * the lease started. That saves a hot path the claim statement.
   */
  offer(items: readonly Item[]): void;
}

const lagKeptMs = 1_000;

/**
 * Rows of a table as a queue. A row is waiting, claimed or done:
 * - waiting: when it is due, or `wake` is called, one of any number of processes claims it;
 * - claimed: the process works on it; if the process dies, the lease ends and the row waits again;
 * - done: `work` has changed the row so that it no longer waits. A failed row is postponed, longer
 *   each time, and given up after `maxTries`: it stays in the table and is never due.
 *
 * Mail, webhooks and other work that must happen at least once need a table with the two columns of
 * `WorkRows`, and a row written in the transaction that decides on the work.
 */
export function createWorkQueue<Row extends object, Item>(
  context: {
    readonly database: Database;
    readonly clock: Clock;
    readonly log: Logger;
    readonly metrics: Pick<Metrics, 'gauges' | 'counters'>;
  },
  options: WorkQueueOptions<Row, Item>,
): WorkQueue<Item> {
  const { database, clock, log, metrics } = context;
  const { name, rows, maxClaimed } = options;
  const pause = new Pause();
  const underWay = new Set<Promise<void>>();
  let waiting: Item[] = [];
  /** The number of claimed items in memory, begun or not. */
  let claimed = 0;
  let mayBeMore = false;
  let stopped = false;

  const givenUp = metrics.counters(
    'work_given_up_total',
    'Rows of a work queue that were given up after their last try',
    ['queue'],
  )(name);
  const lag = cachedRead(() => readWorkLag(database, rows, clock.now()), lagKeptMs);
  metrics.gauges('work_due', 'Rows of a work queue that are due and not claimed', ['queue'])(
    [name],
    async () => (await lag()).due,
  );
  metrics.gauges('work_late_seconds', 'How long the first of them has been due', ['queue'])(
    [name],
    async () => (await lag()).lateSeconds,
  );

  async function postpone(items: readonly Item[], outcomes: readonly WorkOutcome[]): Promise<void> {
    const failed = items.flatMap((item, index) => {
      const outcome = outcomes[index] ?? 'again';
      if (outcome === 'done') return [];
      const againAt = outcome === 'again' ? undefined : outcome.againAt;
      return [{ key: options.keyOf(item), againAt }];
    });
    if (failed.length === 0) return;
    try {
      const keys = await postponeWork(database, rows, failed, clock.now());
      if (keys.length === 0) return;
      givenUp.add(keys.length);
      log.error({ queue: name, keys }, 'work given up');
      await options.onGivenUp?.(keys);
    } catch (error) {
      log.warn(
        { err: error, queue: name },
        'work not postponed: it is retried when its lease ends',
      );
    }
  }

  async function workOn(items: readonly Item[]): Promise<void> {
    let outcomes: readonly WorkOutcome[] = [];
    try {
      outcomes = await options.work(items);
    } catch (error) {
      log.warn({ err: error, queue: name, items: items.length }, 'work failed: will try again');
    }
    await postpone(items, outcomes);
  }

  function begin(): void {
    while (!stopped && waiting.length > 0 && underWay.size < options.width) {
      const items = waiting.splice(0, options.batch);
      const call = workOn(items).then(() => {
        underWay.delete(call);
        claimed -= items.length;
        begin();
        if (mayBeMore && mayClaim()) pause.wake();
      });
      underWay.add(call);
    }
  }

  function take(items: readonly Item[]): void {
    waiting.push(...items);
    claimed += items.length;
    begin();
  }

  /** Not for every free place, since each claim costs a statement. */
  const mayClaim = () => !stopped && claimed <= maxClaimed / 2;

  return {
    name,
    everyMs: options.everyMs,
    pause,
    wake: () => pause.wake(),
    get hasRoom() {
      return !stopped && claimed < maxClaimed;
    },
    offer: take,
    async run() {
      mayBeMore = true;
      while (mayBeMore && mayClaim()) {
        const limit = maxClaimed - claimed;
        const found = await claimWork<Row>(database, rows, clock.now(), limit);
        mayBeMore = found.length === limit;
        if (found.length > 0) take(await options.read(found));
      }
    },
    async stop() {
      stopped = true;
      await Promise.all(underWay);
      // Makes them due again soon, instead of only when their leases end.
      const left = waiting;
      waiting = [];
      await postpone(left, []);
    },
  };
}
