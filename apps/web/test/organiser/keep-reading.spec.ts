import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepReading } from '../../src/components/organiser/keep-reading';
import { ApiError } from '../../src/lib/api/problem';

let shown: string[];
let answer: () => Promise<string>;
const page = { visibilityState: 'visible' };
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  page.visibilityState = 'visible';
  shown = [];
  let count = 0;
  answer = async () => `reading ${++count}`;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const start = () =>
  keepReading({
    read: () => answer(),
    onRead: (value) => shown.push(value),
    onStale: () => shown.push('stale'),
    pollMs: 5_000,
  });

it('a reading repeats now and then while the page is visible, and soon on request', async () => {
  const reading = start();
  await vi.advanceTimersByTimeAsync(5_001);
  expect(shown).toEqual(['reading 1']);
  page.visibilityState = 'hidden';
  await vi.advanceTimersByTimeAsync(20_000);
  expect(shown).toEqual(['reading 1']);
  reading.refresh();
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual(['reading 1', 'reading 2']);
  reading.stop();
});

it('a failed reading is reported, and the next one follows', async () => {
  const reading = start();
  const well = answer;
  answer = async () => {
    throw new ApiError(503, 'unavailable', 'Away.');
  };
  await vi.advanceTimersByTimeAsync(5_001);
  answer = well;
  await vi.advanceTimersByTimeAsync(5_001);
  expect(shown).toEqual(['stale', 'reading 1']);
  reading.stop();
});

it('an answer that comes after the stop is ignored', async () => {
  const reading = start();
  answer = () => new Promise((resolve) => setTimeout(resolve, 3_000, 'late'));
  reading.refresh();
  await vi.advanceTimersByTimeAsync(1_000);
  reading.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(shown).toEqual([]);
});
