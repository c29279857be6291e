import type { Clock, Logger, Timers } from '@onsale/runtime';
import {
  createPostgresBackend,
  type PgPool,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import pg from 'pg';
import { createPool } from '../postgres/pool.js';
import { createBullTimers, scheduleLimit } from '../timers/bullmq.js';
import type { StoredTimers } from '../timers/stored.js';

export interface LocalTimersOptions {
  /** Database of the timers. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstBackoffMs?: number;
}

export interface LocalTimers extends Timers {
  /** Fires timers that became due because a clock in a test was moved. */
  fireDue(): Promise<void>;
  ping(): Promise<void>;
  /** Finishes the batches in progress, and closes the connections. */
  stop(): Promise<void>;
}

/**
 * From how many jobs on BullMQ's bulk call is cheaper than single calls: it creates and drops
 * tables.
 */
const bulkFrom = 11;

type TimerQueue = Queue<
  StoredTimers,
  void,
  string,
  StoredTimers,
  void,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;

/** The timers of an embedded install: BullMQ on PostgreSQL. */
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

  const queues = new Set<TimerQueue>();
  const timers = createBullTimers({
    clock,
    log,
    firstBackoffMs: options.firstBackoffMs,
    bulkFrom,
    openQueue(name) {
      const queue: TimerQueue = new Queue(name, { connection }, createPostgresBackend);
      queues.add(queue);
      return queue;
    },
    openWorker(name, fire, settings) {
      const worker = new Worker(name, fire, { ...settings, connection }, createPostgresBackend);
      return {
        worker,
        ready: () => worker.waitUntilReady(),
        close: () => worker.close(),
      };
    },
  });

  async function stop(): Promise<void> {
    await timers.stop();
    await close();
  }
  let stopped: Promise<void> | undefined;

  return {
    schedule: timers.schedule,
    process: timers.process,

    async fireDue() {
      for (const queue of queues) {
        for (const job of await queue.getDelayed(0, scheduleLimit - 1)) {
          if (new Date(job.data.at) > clock.now()) continue;
          await job.promote().catch(() => undefined); // it has fired meanwhile
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

/** Creates BullMQ's tables; also called to prepare a database in advance. */
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
