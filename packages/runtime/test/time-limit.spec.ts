import { expect, it } from 'vitest';
import { withTimeLimit } from '../src/time-limit.js';

const never = new Promise<never>(() => undefined);

it('a promise that settles in time keeps its outcome', async () => {
  expect(await withTimeLimit(60_000, Promise.resolve('done'), () => 'late')).toBe('done');
  const failed = Promise.reject(new Error('no'));
  await expect(withTimeLimit(60_000, failed, () => 'late')).rejects.toThrow('no');
});

it('a promise that does not settle in time is replaced by what `late` returns or throws', async () => {
  expect(await withTimeLimit(1, never, () => 'late')).toBe('late');
  const throwing = withTimeLimit(1, never, () => {
    throw new Error('too late');
  });
  await expect(throwing).rejects.toThrow('too late');
});

it('an answer that arrived while the process was busy past the limit still counts', async () => {
  const answer = new Promise<string>((resolve) =>
    setTimeout(() => setImmediate(resolve, 'here'), 1),
  );
  const outcome = withTimeLimit(2, answer, () => 'late');
  const busyUntil = performance.now() + 20;
  while (performance.now() < busyUntil);
  expect(await outcome).toBe('here');
});

it('a rejection after the limit does not crash the process', async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  expect(await withTimeLimit(1, work, () => 'late')).toBe('late');
  fail(new Error('unheard'));
  await new Promise((resolve) => setImmediate(resolve));
});
