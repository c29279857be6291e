import { expect, test } from 'vitest';
import { announcement, formatRemaining, spokenRemaining } from '../src/lib/countdown';
import { offsetOf } from '../src/lib/server-clock';

test('what is left is rounded up, so that 00:00 means over', () => {
  expect(formatRemaining(899_001)).toBe('15:00');
  expect(formatRemaining(1)).toBe('00:01');
  expect(formatRemaining(0)).toBe('00:00');
  expect(formatRemaining(-5000)).toBe('00:00');
  expect(formatRemaining(3_723_000)).toBe('1:02:03');
  expect(formatRemaining(2 * 86_400_000 + 5 * 3_600_000)).toBe('2 d 05:00:00');
});

test('it is read out in the two largest units', () => {
  expect(spokenRemaining(61_000)).toBe('1 minute and 1 second');
  expect(spokenRemaining(90_061_000)).toBe('1 day and 1 hour');
  expect(spokenRemaining(0)).toBe('0 seconds');
});

test('only a few moments are read out, each once', () => {
  expect(announcement(61_000, 60_000)).toBe('1 minute left');
  expect(announcement(60_000, 59_000)).toBeUndefined();
  expect(announcement(400_000, 290_000)).toBe('5 minutes left');
});

test('a clock that is off by more than the rounding is corrected, a good one is left alone', () => {
  expect(offsetOf(1_000_000, 1_000_200, 1_000_300)).toBe(0);
  expect(offsetOf(1_000_000, 940_000, 940_100)).toBe(60_450);
  expect(offsetOf(1_000_000, 1_300_000, 1_300_100)).toBe(-299_550);
});
