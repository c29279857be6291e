import {
  backoffMs,
  type Clock,
  coalesce,
  type Logger,
  type Timer,
  type Timers,
  Unavailable,
} from '@onsale/runtime';
import type { Job, JobsOptions, WorkerOptions } from 'bullmq';
import { fireJob, handleApart } from './batches.js';
import { type StoredTimers, toStored } from './stored.js';

interface NewJob {
  readonly name: string;
  readonly data: StoredTimers;
  readonly opts: JobsOptions;
}

/** What is used of BullMQ's `Queue`, on whatever backend. */
interface TimerQueue {
  add(name: string, data: StoredTimers, opts: JobsOptions): Promise<unknown>;
  addBulk(jobs: NewJob[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** What is used of BullMQ's `Worker`. */
interface TimerWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: { id?: string } | undefined, error: Error) => void): unknown;
}

interface OpenWorker {
  readonly worker: TimerWorker;
  /** `process` resolves after it. */
  ready(): Promise<unknown>;
  /** Resolves when the jobs in hand are done. */
  close(): Promise<void>;
}

export type FireJob = (job: Job<StoredTimers>) => Promise<void>;

export interface BullTimersOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstBackoffMs?: number | undefined;
  /** From how many jobs on one call for many is cheaper than as many single ones. */
  readonly bulkFrom: number;
  openQueue(name: string): TimerQueue;
  openWorker(name: string, fire: FireJob, settings: Omit<WorkerOptions, 'connection'>): OpenWorker;
}

export interface BullTimers extends Timers {
  /** Ends processing, when the batches in hand are done, and closes the queues. */
  stop(): Promise<void>;
}

export const scheduleLimit = 1_000;
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
/** A store that is away makes BullMQ say so with every try. */
const repeatedAfterMs = 30_000;

/** Timers as delayed jobs of BullMQ; where it keeps them is up to `openQueue` and `openWorker`. */
export function createBullTimers(options: BullTimersOptions): BullTimers {
  const { clock, log } = options;
  const queues = new Map<string, TimerQueue>();
  const workers = new Set<OpenWorker>();

  function queueOf(name: string): TimerQueue {
    let queue = queues.get(name);
    if (!queue) {
      queue = options.openQueue(name);
      queue.on('error', logErrors(name, 'timers: queue'));
      queues.set(name, queue);
    }
    return queue;
  }

  function logErrors(queue: string, text: string): (error: Error) => void {
    let last = { reason: '', atMs: 0 };
    return (error) => {
      const { message: reason } = error;
      const nowMs = performance.now();
      if (reason === last.reason && nowMs < last.atMs + repeatedAfterMs) return;
      last = { reason, atMs: nowMs };
      log.warn({ queue, reason }, text);
    };
  }

  return {
    async schedule(name, timers) {
      if (timers.length > scheduleLimit) {
        throw new Error(`${timers.length} timers in one call; at most ${scheduleLimit}.`);
      }
      if (timers.length === 0) return;
      const nowMs = clock.now().getTime();
      const distinct = new Map(timers.map((timer) => [timer.id, timer]));
      const jobs = [...distinct.values()].map((timer) => ({
        name: 'timers',
        data: toStored([timer]),
        opts: {
          jobId: timer.id,
          delay: Math.max(0, timer.at.getTime() - nowMs),
          attempts,
          backoff: { type: 'custom' },
          removeOnComplete: true,
          removeOnFail: keptFailed,
        },
      }));
      const queue = queueOf(name);
      const stored =
        jobs.length >= options.bulkFrom
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
      const opened = options.openWorker(name, (job) => fireJob(job, fire), {
        concurrency: maxJobs,
        lockDuration: lockMs,
        stalledInterval: stalledCheckMs,
        maxStalledCount: attempts,
        runRetryDelay: 1_000,
        settings: {
          backoffStrategy: (made) =>
            Math.ceil(backoffMs(made, options.firstBackoffMs ?? 200, maxBackoffMs)),
        },
      });
      opened.worker.on('error', logErrors(name, 'timers: worker'));
      opened.worker.on('failed', (job, error) => {
        log.warn({ err: error, queue: name, timerId: job?.id }, 'timer failed: will try again');
      });
      workers.add(opened);
      await opened.ready();
      return async () => {
        workers.delete(opened);
        await opened.close();
      };
    },

    async stop() {
      await Promise.all([...workers].map((opened) => opened.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
