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

/** The part of BullMQ's `Queue` that is used, with any backend. */
interface TimerQueue {
  add(name: string, data: StoredTimers, opts: JobsOptions): Promise<unknown>;
  addBulk(jobs: NewJob[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** The part of BullMQ's `Worker` that is used. */
interface TimerWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: { id?: string } | undefined, error: Error) => void): unknown;
}

interface OpenWorker {
  readonly worker: TimerWorker;
  /** `process` waits for this. */
  ready(): Promise<unknown>;
  /** Resolves when the jobs in progress are done. */
  close(): Promise<void>;
}

export type FireJob = (job: Job<StoredTimers>) => Promise<void>;

export interface BullTimersOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstBackoffMs?: number | undefined;
  /** From how many jobs on one bulk call is cheaper than single calls. */
  readonly bulkFrom: number;
  openQueue(name: string): TimerQueue;
  openWorker(name: string, fire: FireJob, settings: Omit<WorkerOptions, 'connection'>): OpenWorker;
}

export interface BullTimers extends Timers {
  /** Finishes the batches in progress, and closes the queues. */
  stop(): Promise<void>;
}

export const scheduleLimit = 1_000;
/** The most timers in one call of `handle`. */
const maxDue = 500;
/** The most jobs in progress at once. */
const maxJobs = 50;
/** More than the timers of all jobs in progress. */
const maxWaiting = 20_000;
const attempts = 200;
const maxBackoffMs = 30_000;
/** A timer claimed by a process that died is free again after these times. */
const lockMs = 5_000;
const stalledCheckMs = 2_500;
const keptFailed = { age: 7 * 24 * 3600, count: 10_000 };
/**
 * While the store is away, BullMQ reports an error at every attempt; the same one is logged this
 * rarely.
 */
const repeatedAfterMs = 30_000;

/** Timers as delayed jobs of BullMQ, stored where `openQueue` and `openWorker` decide. */
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
