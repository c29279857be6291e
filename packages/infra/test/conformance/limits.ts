import type { Limits } from '@onsale/runtime';
import { type TestClock, testClock } from '@onsale/testing';
import { beforeEach, describe, expect, test } from 'vitest';

/** The tests that every implementation of limits passes. */
export function describeLimits(name: string, start: (clock: TestClock) => Promise<Limits>): void {
  describe(`${name}: limits`, () => {
    let clock: TestClock;
    let limits: Limits;
    const take = () => limits.take('key', 3, 60);

    beforeEach(async () => {
      clock = testClock();
      limits = await start(clock);
    });

    test('allow the maximum per window, then return how long to wait', async () => {
      expect([await take(), await take(), await take()]).toEqual([0, 0, 0]);
      const waitSeconds = await take();
      expect(waitSeconds).toBeGreaterThan(0);
      expect(waitSeconds).toBeLessThanOrEqual(60);
      clock.advance(waitSeconds * 1000 - 1001);
      expect(await take()).toBeGreaterThan(0);
      clock.advance(1001);
      expect(await take()).toBe(0);
    });

    test('never allow more in any window, wherever it begins', async () => {
      const allowed: number[] = [];
      for (let second = 0; second < 300; second += 7) {
        if ((await take()) === 0) allowed.push(second);
        clock.advance(7_000);
      }
      for (const from of allowed) {
        expect(allowed.filter((at) => at >= from && at < from + 60).length).toBeLessThanOrEqual(3);
      }
      expect(allowed.length).toBeGreaterThanOrEqual(12);
    });

    test('count each key on its own, even for several keys at the same instant', async () => {
      const outcomes = await Promise.all(Array.from({ length: 10 }, take));
      expect(outcomes.filter((wait) => wait === 0)).toHaveLength(3);
      expect(await limits.take('other', 3, 60)).toBe(0);
    });

    test('forget a key that succeeded', async () => {
      await Promise.all([take(), take(), take()]);
      await limits.clear('key');
      expect(await take()).toBe(0);
    });

    test('forget the last attempt that was given back, and no other', async () => {
      await take();
      clock.advance(30_000);
      await Promise.all([take(), take()]);
      await limits.giveBack('key');
      await limits.giveBack('of nobody');
      expect(await take()).toBe(0);
      expect(await take()).toBe(30);
    });

    test('do not count what they refused', async () => {
      await Promise.all([take(), take(), take()]);
      clock.advance(59_000);
      expect(await take()).toBe(1);
      clock.advance(1_000);
      expect(await take()).toBe(0);
    });
  });
}
