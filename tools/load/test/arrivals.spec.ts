import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantRate, ramp, seededRandom, stampede } from '../src/index.js';

const isAscending = (times: Float64Array) =>
  times.every((time, index) => index === 0 || time >= (times[index - 1] as number));

describe('arrivals', () => {
  it('at a constant rate are evenly spread', () => {
    expect([...constantRate(500, 4)]).toEqual([0, 2, 4, 6]);
    expect(constantRate(1000, 0)).toHaveLength(0);
  });

  it('on a ramp grow from the first rate to the last', () => {
    const times = ramp(0, 1_000, 10_000);
    expect(times.at(-1)).toBeCloseTo(20_000, -1); // 500/s in the mean
    const countUntil = (ms: number) => times.filter((time) => time < ms).length;
    expect(countUntil(10_000)).toBeCloseTo(2_500, -2);
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: 1, max: 2000 }), fc.nat(500), (from, to, count) =>
        isAscending(ramp(from, to, count)),
      ),
    );
    expect(isAscending(ramp(1_000, 0, 5_000))).toBe(true);
    expect(() => ramp(0, 0, 1)).toThrow('above 0');
  });

  it('in a stampede peak at the opening, with the given mean, and repeat for a seed', () => {
    const times = stampede(50_000, 2_000, seededRandom(7));
    expect(isAscending(times)).toBe(true);
    const mean = times.reduce((a, b) => a + b) / times.length;
    expect(mean / 2_000).toBeCloseTo(1, 1);
    expect(times.filter((time) => time < 2_000).length / 50_000).toBeCloseTo(1 - 1 / Math.E, 2);
    expect(stampede(50_000, 2_000, seededRandom(7))).toEqual(times);
    expect(stampede(100, 2_000, seededRandom(8))).not.toEqual(times.subarray(0, 100));
  });

  it('use random numbers that are uniform from 0 to below 1', () => {
    const random = seededRandom(1);
    const tenths = new Array(10).fill(0) as number[];
    for (let n = 0; n < 100_000; n++) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] as number) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
