import type { Timer } from '@onsale/runtime';
import type { Job } from 'bullmq';
import { isTemporary } from '../delivery/temporary.js';
import { type StoredTimers, toStored, toTimers } from './stored.js';

/** Fires the timers of a job. Those that fail stay in the job for the next attempt. */
export async function fireJob(
  job: Job<StoredTimers>,
  fire: (timer: Timer) => Promise<void>,
): Promise<void> {
  const timers = toTimers(job.data);
  const outcomes = await Promise.allSettled(timers.map(fire));
  const failed = timers.filter((_, index) => outcomes[index]?.status === 'rejected');
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (!failure) return;
  if (failed.length < timers.length) {
    await job.updateData(toStored(failed));
  }
  throw failure.reason;
}

/**
 * Handles a batch, and if it fails, each timer alone, so that one bad timer does not block the
 * others.
 */
export async function handleApart(
  due: readonly Timer[],
  handle: (due: readonly Timer[]) => Promise<void>,
): Promise<(undefined | Error)[]> {
  try {
    await handle(due);
    return due.map(() => undefined);
  } catch (error) {
    if (due.length === 1 || isTemporary(error)) throw error;
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
