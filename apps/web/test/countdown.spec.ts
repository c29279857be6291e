import fc from 'fast-check';
import { expect, test } from 'vitest';
import { announcement, formatRemaining, spokenRemaining } from '../src/lib/countdown';
import { betterOf, correctionOf, readingOf } from '../src/lib/server-clock';

test('the remaining time is rounded up, so 00:00 means that it is over', () => {
  expect(formatRemaining(899_001)).toBe('15:00');
  expect(formatRemaining(1)).toBe('00:01');
  expect(formatRemaining(0)).toBe('00:00');
  expect(formatRemaining(-5000)).toBe('00:00');
  expect(formatRemaining(3_723_000)).toBe('1:02:03');
  expect(formatRemaining(2 * 86_400_000 + 5 * 3_600_000)).toBe('2 d 05:00:00');
});

test('the remaining time is read out in its two largest units', () => {
  expect(spokenRemaining(61_000)).toBe('1 minute and 1 second');
  expect(spokenRemaining(90_061_000)).toBe('1 day and 1 hour');
  expect(spokenRemaining(0)).toBe('0 seconds');
});

test('only a few moments of a countdown are read out, each once', () => {
  expect(announcement(61_000, 60_000)).toBe('1 minute left');
  expect(announcement(60_000, 59_000)).toBeUndefined();
  expect(announcement(400_000, 290_000)).toBe('5 minutes left');
});

const correction = (...answers: [serverMs: number, sentAt: number, receivedAt: number][]) =>
  correctionOf(answers.map((answer) => readingOf(...answer)).reduce(betterOf));

test('a clock off by more than the rounding is corrected, and a good one is left alone', () => {
  expect(correction([1_000_000, 1_000_200, 1_000_300])).toBe(0);
  expect(correction([1_000_000, 940_000, 940_100])).toBe(60_450);
  expect(correction([1_000_000, 1_300_000, 1_300_100])).toBe(-299_550);
});

test('a slow answer does not undo the clock correction of a quick one', () => {
  const quick = [1_000_000, 996_000, 996_100] as const;
  const slow = [1_005_000, 997_000, 1_007_000] as const;
  expect(correction([...quick], [...slow])).toBe(correction([...quick]));
  expect(correction([...slow], [...quick])).toBe(correction([...quick]));
});

test('a clock that was set meanwhile is corrected again by the next answer, however slow', () => {
  expect(correction([1_000_000, 940_000, 940_100], [1_010_000, 1_005_000, 1_013_000])).toBe(0);
});

test('the clock is never further off than the best answer allows', () => {
  const answer = fc.record({ askedAt: fc.nat(1e6), outMs: fc.nat(9_000), backMs: fc.nat(9_000) });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e7, max: 1e7 }),
      fc.array(answer, { minLength: 1 }),
      (aheadMs, drawn) => {
        const readings = drawn.map(({ askedAt, outMs, backMs }) => {
          const serverMs = Math.floor((askedAt + outMs + aheadMs) / 1000) * 1000;
          return readingOf(serverMs, askedAt, askedAt + outMs + backMs);
        });
        const found = correctionOf(readings.reduce(betterOf));
        const doubtMs = Math.min(...readings.map((one) => one.doubtMs));
        expect(Math.abs(found - aheadMs)).toBeLessThanOrEqual(2 * doubtMs);
      },
    ),
  );
});
