import { describe, expect, it } from 'vitest';
import { chartModel } from '../../src/components/organiser/sales/chart-model';

const bucket = (at: string, sold: number) => ({ at, sold, revenue: sold * 100 });
const rush = {
  bucketSeconds: 60,
  timeline: [
    bucket('2026-12-01T09:00:00.000Z', 40),
    bucket('2026-12-01T09:01:00.000Z', 25),
    bucket('2026-12-01T09:09:00.000Z', 7),
  ],
};

describe('the sales chart', () => {
  it('is absent before the first sale', () => {
    const none = { bucketSeconds: 10, timeline: [] };
    expect(chartModel(none, '2026-12-01T09:00:00.000Z', 'UTC')).toBeUndefined();
  });

  it('adds up its buckets and places them in time', () => {
    const model = chartModel(rush, '2026-12-01T09:05:00.000Z', 'Europe/Berlin');
    expect(model?.buckets.map(({ soldSoFar }) => soldSoFar)).toEqual([40, 65, 72]);
    expect(model?.buckets.map(({ from }) => from)).toEqual([0, 0.1, 0.9]);
    expect(model?.buckets.at(-1)?.to).toBe(1);
    expect(model).toMatchObject({ mostInOneBucket: 40, top: 80, lines: [0, 20, 40, 60, 80] });
  });

  it('continues to the present after the last sale', () => {
    const model = chartModel(rush, '2026-12-01T09:20:00.000Z', 'Europe/Berlin');
    expect(model?.buckets.at(-1)?.to).toBe(0.5);
  });

  it('marks round times on the venue’s clock', () => {
    const model = chartModel(
      { bucketSeconds: 3600, timeline: [bucket('2026-10-24T20:00:00.000Z', 1)] },
      '2026-10-27T12:00:00.000Z',
      'Europe/Berlin',
    );
    // Midnight at the venue, before and after the clocks go back.
    expect(model?.moments.map(({ at }) => at)).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ]);
  });

  it.each([1, 2, 3, 9, 10, 11, 99, 1234, 250_000])(
    'has few lines, at whole numbers, for %i tickets',
    (sold) => {
      const model = chartModel(
        { bucketSeconds: 10, timeline: [bucket('2026-12-01T09:00:00.000Z', sold)] },
        '2026-12-01T09:00:00.000Z',
        'UTC',
      );
      expect(model?.top).toBeGreaterThanOrEqual(sold);
      expect(model?.lines.length).toBeLessThanOrEqual(5);
      expect(model?.lines.every(Number.isInteger)).toBe(true);
    },
  );
});
