import {
  type Clock,
  coalesce,
  type Logger,
  type Timer,
  type Timers,
  Unavailable,
} from '@onsale/runtime';
import {
  createPostgresBackend,
  type JobProgress,
  type PgPool,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import pg from 'pg';
import { createPool } from '../postgres/pool.js';
import { backoffMs } from './pause.js';
import { fireGroup, handleApart } from './timer-batches.js';
import { groupTimers, type StoredGroup, toStored } from './timer-groups.js';

export interface LocalTimersOptions {
  /** A database of its own. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstBackoffMs?: number;
}

export interface LocalTimers extends Timers {
  /** Fires timers that are due by the clock, when it was moved and did not run. */
  fireDue(): Promise<void>;
  ping(): Promise<void>;
  /** Ends processing, when the batches in hand are done, and closes the connections. */
  stop(): Promise<void>;
}

const scheduleLimit = 1_000;
/** BullMQ's call for many makes tables and drops them again: it costs as much as so many single ones. */
const bulkFrom = 10;
/** What one call of `handle` gets at most. */
const maxDue = 500;
/** Jobs in hand at once. */
const maxJobs = 50;
/** More than the timers of all jobs in hand. */
const maxWaiting = 20_000;
const attempts = 200;
const maxBackoffMs = 30_000;
/** A timer claimed by a process that died is free again after these. */
const lockMs = 5_000;
const stalledCheckMs = 2_500;
const keptFailed = { age: 7 * 24 * 3600, count: 10_000 };

type TimerQueue = Queue<
  StoredGroup,
  void,
  string,
  StoredGroup,
  void,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;
type TimerWorker = Worker<
  StoredGroup,
  void,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;

/** Timers of one machine: BullMQ on PostgreSQL. */
export async function createLocalTimers(options: LocalTimersOptions): Promise<LocalTimers> {
  const { clock, log } = options;
  await migrateTimers(options.url);
  const { pool, close } = createPool(
    {
      connectionString: options.url,
      application_name: 'timers',
      options: '-c search_path=bullmq -c statement_timeout=30000',
      max: 12, // a worker holds one to listen
    },
    log,
  );
  const connection = pool as unknown as PgPool; // its types are stricter than @types/pg

  const queues = new Map<string, TimerQueue>();
  const workers = new Set<TimerWorker>();

  function queueOf(name: string): TimerQueue {
    let queue = queues.get(name);
    if (!queue) {
      queue = new Queue(name, { connection }, createPostgresBackend);
      queue.on('error', (error) =>
        log.warn({ queue: name, reason: error.message }, 'timers: queue'),
      );
      queues.set(name, queue);
    }
    return queue;
  }

  async function stop(): Promise<void> {
    await Promise.all([...workers].map((worker) => worker.close()));
    await Promise.all([...queues.values()].map((queue) => queue.close()));
    await close();
  }
  let stopped: Promise<void> | undefined;

  return {
    async schedule(name, timers) {
      if (timers.length > scheduleLimit) {
        throw new Error(`${timers.length} timers in one call; at most ${scheduleLimit}.`);
      }
      if (timers.length === 0) return;
      const nowMs = clock.now().getTime();
      const jobs = groupTimers(timers).map((group) => ({
        name: 'timers',
        data: toStored(group),
        opts: {
          jobId: group.id,
          delay: Math.max(0, group.at.getTime() - nowMs),
          attempts,
          backoff: { type: 'custom' },
          removeOnComplete: true,
          removeOnFail: keptFailed,
        },
      }));
      const queue = queueOf(name);
      const stored =
        jobs.length > bulkFrom
          ? queue.addBulk(jobs)
          : Promise.all(jobs.map((job) => queue.add(job.name, job.data, job.opts)));
      await stored.catch((error: unknown) => {
        throw new Unavailable('The timer store', { cause: error });
      });
    },

    async process(name, handle) {
      queueOf(name);
      const fire = coalesce<Timer, void>({
        run: (due) => handleApart(due, handle),
        maxBatch: maxDue,
        maxQueue: maxWaiting,
      });
      const worker: TimerWorker = new Worker(
        name,
        (job) => fireGroup(job, fire),
        {
          connection,
          concurrency: maxJobs,
          lockDuration: lockMs,
          stalledInterval: stalledCheckMs,
          maxStalledCount: attempts,
          runRetryDelay: 1_000,
          settings: {
            backoffStrategy: (made) =>
              Math.ceil(backoffMs(made, options.firstBackoffMs ?? 200, maxBackoffMs)),
          },
        },
        createPostgresBackend,
      );
      worker.on('error', (error) =>
        log.warn({ queue: name, reason: error.message }, 'timers: worker'),
      );
      worker.on('failed', (job, error) => {
        log.warn({ err: error, queue: name, timerId: job?.id }, 'timer failed: will try again');
      });
      workers.add(worker);
      await worker.waitUntilReady();
      return async () => {
        workers.delete(worker);
        await worker.close();
      };
    },

    async fireDue() {
      for (const queue of queues.values()) {
        for (const job of await queue.getDelayed(0, scheduleLimit - 1)) {
          if (new Date(job.data.at) > clock.now()) continue;
          await job.promote().catch(() => undefined); // it fired meanwhile
        }
      }
    },

    async ping() {
      await pool.query('select 1');
    },

    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Makes BullMQ's tables; also for whoever prepares a database in advance. */
export async function migrateTimers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
