import { expect, it } from 'vitest';
import { arrivals, earliestMs, makePlan, traitsOf } from '../src/plan.js';

it('two of rate, seconds and buyers determine the third', () => {
  expect(makePlan('sustain', { rate: 100, seconds: 4 })).toMatchObject({ buyers: 400 });
  expect(makePlan('sustain', { rate: 100, buyers: 50 })).toMatchObject({ seconds: 0.5 });
  expect(makePlan('sustain', { buyers: 90, seconds: 3 })).toMatchObject({ rate: 30 });
  expect(makePlan('sustain', { pattern: 'ramp', rate: 100, seconds: 4 })).toMatchObject({
    buyers: 200,
  });
  expect(makePlan('sustain', { buyers: 90 }).tickets).toBe(360);
});

it('the same seed gives the same crowd, another seed another', () => {
  const crowd = (seed: number) => {
    const plan = makePlan('stampede', { buyers: 50, seed });
    const people = Array.from({ length: 50 }, (_, index) => traitsOf(plan, index));
    return JSON.stringify([[...arrivals(plan)], people]);
  };
  expect(crowd(5)).toBe(crowd(5));
  expect(crowd(5)).not.toBe(crowd(6));
});

it.each(['stampede', 'ramp', 'constant'] as const)(
  'the arrivals of a %s ascend, with a few before the opening and none too early',
  (pattern) => {
    const plan = makePlan('sustain', { pattern, buyers: 5_000, seconds: 10, seed: 1 });
    const times = arrivals(plan);
    expect(times).toHaveLength(5_000);
    expect([...times]).toEqual([...times].sort((a, b) => a - b));
    const early = times.filter((ms) => ms < earliestMs);
    expect(early.length).toBeGreaterThan(50);
    expect(early.length).toBeLessThan(150);
    expect(times[0]).toBeGreaterThanOrEqual(0);
  },
);

it('the plan has the requested share of every kind of buyer', () => {
  const plan = makePlan('stampede', {
    ...{ abandon: 40, payLate: 10, retry: 20, doubleClick: 0, ticketTypes: 3, seed: 3 },
  });
  const people = Array.from({ length: 10_000 }, (_, index) => traitsOf(plan, index));
  const percent = (is: (one: (typeof people)[number]) => boolean) => people.filter(is).length / 100;
  expect(percent((one) => one.ends === 'abandons')).toBeCloseTo(40, -0.5);
  expect(percent((one) => one.ends === 'pays late')).toBeCloseTo(10, -0.5);
  expect(percent((one) => one.asksAgain)).toBeCloseTo(20, -0.5);
  expect(percent((one) => one.doubleClicks)).toBe(0);
  expect(percent((one) => one.ticketType === 2)).toBeCloseTo(33, -0.5);
  expect(people.every(({ quantity }) => quantity >= 1 && quantity <= 4)).toBe(true);
});
