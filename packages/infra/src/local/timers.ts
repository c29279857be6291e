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
  type Job,
  type JobProgress,
  type PgPool,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import pg from 'pg';
import { backoffMs } from './pause.js';

export interface LocalTimersOptions {
  /** A database of its own. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstBackoffMs?: number;
}

export interface LocalTimers extends Timers {
  /** Brings up timers that are due by the clock, when it was moved and did not run. */
  fireDue(): Promise<void>;
  ping(): Promise<void>;
  /** Ends processing, when the batches in hand are done, and closes the connections. */
  stop(): Promise<void>;
}

const scheduleLimit = 1_000;
/** Due timers claimed at once: what one call of `handle` gets at most. */
const claimed = 200;
const attempts = 200;
const maxBackoffMs = 30_000;
/** A timer claimed by a process that died is free again after these. */
const lockMs = 10_000;
const stalledCheckMs = 5_000;
const keptFailed = { age: 7 * 24 * 3600, count: 10_000 };

interface JobData {
  readonly at: string;
  readonly data: object;
}

type TimerQueue = Queue<
  JobData,
  void,
  string,
  JobData,
  void,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;
type TimerWorker = Worker<
  JobData,
  void,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;

const toTimer = (job: Job<JobData>): Timer => ({
  id: job.id ?? '',
  at: new Date(job.data.at),
  data: job.data.data,
});

/** Timers of one machine: BullMQ on PostgreSQL. */
export async function createLocalTimers(options: LocalTimersOptions): Promise<LocalTimers> {
  const { clock, log } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'timers',
    options: '-c search_path=bullmq -c statement_timeout=30000',
    max: 12, // a worker holds one to listen
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', (error) => log.warn({ reason: error.message }, 'timers: connection lost'));
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  await migrateTimers(pool);
  const connection = pool as unknown as PgPool; // its types are stricter than @types/pg

  const queues = new Map<string, TimerQueue>();
  const workers = new Set<TimerWorker>();

  function queueOf(name: string): TimerQueue {
    let queue = queues.get(name);
    if (!queue) {
      queue = new Queue(name, { connection }, createPostgresBackend);
      queue.on('error', (error) => log.warn({ err: error, queue: name }, 'timers: queue error'));
      queues.set(name, queue);
    }
    return queue;
  }

  async function stop(): Promise<void> {
    await Promise.all([...workers].map((worker) => worker.close()));
    await Promise.all([...queues.values()].map((queue) => queue.close()));
    await pool.end();
  }
  let stopped: Promise<void> | undefined;

  return {
    async schedule(name, timers) {
      if (timers.length > scheduleLimit) {
        throw new Error(`${timers.length} timers in one call; at most ${scheduleLimit}.`);
      }
      if (timers.length === 0) return;
      const nowMs = clock.now().getTime();
      await queueOf(name)
        .addBulk(
          timers.map((timer) => ({
            name: 'timer',
            data: { at: timer.at.toISOString(), data: timer.data },
            opts: {
              jobId: timer.id,
              delay: Math.max(0, timer.at.getTime() - nowMs),
              attempts,
              backoff: { type: 'custom' },
              removeOnComplete: true,
              removeOnFail: keptFailed,
            },
          })),
        )
        .catch((error: unknown) => {
          throw new Unavailable('The timer store', { cause: error });
        });
    },

    async process(name, handle) {
      const fire = coalesce<Timer, void>({
        run: (due) => handleApart(due, handle),
        maxBatch: claimed,
        maxQueue: claimed * 2,
      });
      const worker: TimerWorker = new Worker(
        name,
        (job) => fire(toTimer(job)),
        {
          connection,
          concurrency: claimed,
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
      worker.on('error', (error) => log.warn({ err: error, queue: name }, 'timers: worker error'));
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
          if (new Date(job.data.at) <= clock.now()) await job.promote();
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

/** Tries a batch that failed one by one, so that one bad timer does not hold up the others. */
async function handleApart(
  due: readonly Timer[],
  handle: (due: readonly Timer[]) => Promise<void>,
): Promise<(undefined | Error)[]> {
  try {
    await handle(due);
    return due.map(() => undefined);
  } catch (error) {
    if (due.length === 1 || error instanceof Unavailable) throw error;
  }
  const outcomes: (undefined | Error)[] = [];
  for (const timer of due) {
    try {
      await handle([timer]);
      outcomes.push(undefined);
    } catch (error) {
      outcomes.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return outcomes;
}

/** Also for whoever prepares a database in advance. */
export async function migrateTimers(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
}
