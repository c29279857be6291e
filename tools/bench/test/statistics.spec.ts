import { describe, expect, it } from 'vitest';
import { type Measured, medianOf } from '../src/bench.js';
import { compareParts } from '../src/goals.js';
import { median, ratiosByRound, spreadOf } from '../src/statistics.js';

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10], // by number, not by text
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('does not sort its input, and is undefined for no values', () => {
    const values = [3, 1, 2];
    expect(spreadOf(values)).toEqual({ median: 2, low: 1, high: 3 });
    expect(values).toEqual([3, 1, 2]);
    expect(spreadOf([])).toBeUndefined();
    expect(median([])).toBeNaN();
  });

  it('ignores rounds without the figure', () => {
    const rounds = [{ a: 1 }, { a: undefined }, { a: Number.NaN }, { a: 3 }, { b: 9 }];
    const figures = rounds.map((one) => ({ figures: one }));
    expect(medianOf(figures, 'a')).toBe(2);
    expect(medianOf(figures, 'c')).toBeUndefined();
  });
});

describe('ratios by round', () => {
  it('divide two figures of the same round', () => {
    expect(ratiosByRound([10, 30], [5, 10])).toEqual([2, 3]);
  });

  it('ignore rounds that lack a figure and keep the pairs of the others', () => {
    const nothing = undefined;
    expect(ratiosByRound([10, nothing, 30, 7, Number.NaN, 8], [5, 10, nothing, 0, 1])).toEqual([2]);
  });
});

const part = (name: string, ...rounds: Record<string, number>[]): Measured => ({
  ...{ name, title: name, unit: '/s' },
  rounds: rounds.map((figures) => ({ figures, violations: [] })),
});

const goalsOf = (...measured: Measured[]) =>
  Object.fromEntries(compareParts(measured).map(({ name, goal }) => [name, goal?.met]));

describe('goals', () => {
  it('are met at the exact figure and not below', () => {
    const others = [part('echo', { perSecond: 1_000 }), part('baseline', { perSecond: 50 })];
    expect(goalsOf(part('holds', { perSecond: 600 }), ...others)).toMatchObject({
      'holds ÷ authenticated echo': true,
      'holds ÷ baseline, best of one and two processes': true,
    });
    expect(goalsOf(part('holds', { perSecond: 599 }), ...others)).toMatchObject({
      'holds ÷ authenticated echo': false,
      'holds ÷ baseline, best of one and two processes': false,
    });
    expect(goalsOf(part('rate-50', { p99Ms: 100 }))['p99 at half the maximum, ms']).toBe(true);
    expect(goalsOf(part('rate-50', { p99Ms: 101 }))['p99 at half the maximum, ms']).toBe(false);
  });

  it('compare the best of one and two processes, on both sides, in each round', () => {
    const rates = (...all: number[]) => all.map((perSecond) => ({ perSecond }));
    const measured = [
      part('holds', ...rates(90, 120, 120)),
      part('holds-two', ...rates(130, 100, 110)),
      part('baseline', ...rates(10, 9, 8)),
      part('baseline-two', ...rates(9, 10, 10)),
    ];
    const best = compareParts(measured).find(({ name }) =>
      name.startsWith('holds ÷ baseline, best'),
    );
    expect(best).toMatchObject({ byRound: { median: 12, low: 12, high: 13 }, goal: { met: true } });
  });

  it('are judged per round, so a machine that slows down does not distort them', () => {
    const rates = (...all: number[]) => all.map((perSecond) => ({ perSecond }));
    const measured = [part('holds', ...rates(130, 60, 24)), part('baseline', ...rates(10, 5, 2))];
    const ratio = compareParts(measured).find(
      ({ name }) => name === 'holds ÷ baseline, one process',
    );
    expect(ratio?.byRound).toEqual({ median: 12, low: 12, high: 13 });
    expect(ratio?.ofMedians).toBe(12);
    // Half as fast from the middle of the second round on.
    const slower = [part('past', ...rates(95, 48, 47)), part('holds', ...rates(100, 100, 50))];
    const past = compareParts(slower).find(({ name }) => name.startsWith('beside past orders'));
    expect(past?.ofMedians).toBe(0.48);
    expect(past).toMatchObject({ byRound: { median: 0.94 }, goal: { met: true } });
  });

  it('are neither met nor missed without both figures', () => {
    const goals = goalsOf(part('holds', { perSecond: 600 }));
    expect(Object.values(goals).filter((met) => met !== undefined)).toEqual([]);
  });
});
