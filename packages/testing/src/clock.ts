import type { Clock } from '@onsale/runtime';

/** A clock that only a test moves. */
export interface TestClock extends Clock {
  advance(ms: number): void;
  set(date: Date): void;
}

/**
 * @param start by default the present time, so that it agrees with the clock of the database
 * @param onMove called after every move
 */
export function testClock(
  start: Date = new Date(),
  onMove: () => void = () => undefined,
): TestClock {
  let nowMs = start.getTime();
  return {
    now: () => new Date(nowMs),
    advance(ms) {
      nowMs += ms;
      onMove();
    },
    set(date) {
      nowMs = date.getTime();
      onMove();
    },
  };
}
