import { newId, type Timer } from '@onsale/runtime';
import type { Job } from 'bullmq';
import { expect, test } from 'vitest';
import { fireJob } from '../src/timers/batches.js';
import { type StoredTimers, toStored, toTimers } from '../src/timers/stored.js';

test('a job of several timers, as earlier releases stored them, fires each and keeps those that fail', async () => {
  const timers = [1, 2, 3].map(
    (second): Timer => ({ id: newId(), at: new Date(second * 1_000), data: { second } }),
  );
  const [bad] = timers;
  const stored: StoredTimers[] = [toStored(timers)];
  const job = {
    data: stored[0],
    updateData: async (data: StoredTimers) => void stored.push(data),
  } as unknown as Job<StoredTimers>;
  const fired: Timer[] = [];
  const firing = fireJob(job, async (timer) => {
    fired.push(timer);
    if (timer.id === bad?.id) throw new Error('Not now.');
  });
  await expect(firing).rejects.toThrow('Not now.');
  expect(fired).toEqual(timers);
  expect(stored.slice(1).map(toTimers)).toEqual([[bad]]);
});
