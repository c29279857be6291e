import { expect, it } from 'vitest';
import { rateOf } from '../src/follow-lag.js';

it('the catch-up rate counts from the first handled message, not from the start of the process', () => {
  const lags = [
    { atMs: 0, waiting: 900 },
    { atMs: 2_000, waiting: 1_000 },
    { atMs: 4_000, waiting: 1_000 },
    { atMs: 5_000, waiting: 400 },
    { atMs: 6_000, waiting: 0 },
  ];
  expect(rateOf(lags)).toBe(500);
});

it('there is no catch-up rate without a backlog', () => {
  expect(rateOf([{ atMs: 0, waiting: 0 }])).toBe(0);
  expect(rateOf([])).toBe(0);
});
