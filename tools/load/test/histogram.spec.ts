import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../src/index.js';

const filled = (values: readonly number[]) => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};
const latencies = fc.array(fc.double({ min: 0.001, max: 3_000_000, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

describe('Histogram', () => {
  it('returns percentiles within 1 %, and the exact mean and maximum', () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0, max: 100, noNaN: true }), (values, p) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil((p / 100) * sorted.length)) - 1] as number;
        const histogram = filled(values);
        expect(Math.abs(histogram.percentile(p) - exact)).toBeLessThanOrEqual(exact * 0.01001);
        expect(histogram.max).toBe(sorted.at(-1));
        expect(histogram.mean).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 3);
        expect(histogram.count).toBe(values.length);
      }),
    );
  });

  it('is the same whether recorded in one or in two processes', () => {
    fc.assert(
      fc.property(latencies, latencies, (some, others) => {
        const sent = Histogram.from(JSON.parse(JSON.stringify(filled(others))) as object);
        const both = filled(some);
        both.add(sent);
        const all = filled([...some, ...others]);
        expect(both.count).toBe(all.count);
        expect(both.max).toBe(all.max);
        for (const p of [0, 50, 99, 100]) expect(both.percentile(p)).toBe(all.percentile(p));
      }),
    );
  });

  it('accepts any value, and is empty without values', () => {
    const empty = Histogram.from(JSON.parse(JSON.stringify(new Histogram())) as object);
    expect([empty.count, empty.max, empty.percentile(99), empty.mean]).toEqual([
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    const extremes = filled([-1, 0, 1e12]);
    expect(extremes.percentile(0)).toBeLessThan(0.001);
    expect(extremes.max).toBe(1e12);
  });
});
