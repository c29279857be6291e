import { expect, it } from 'vitest';
import { oversold } from '../src/verdicts.js';

const capacities = new Map([['A', 3]]);
const hold = (fromMs: number, untilMs: number, quantity: number) => ({
  fromMs,
  untilMs,
  lines: [
    {
      ...{ ticketTypeId: 'A', ticketTypeName: 'A', quantity },
      unitPrice: { amount: 1, currency: 'EUR' },
    },
  ],
});

it('tickets that come back may be promised again', () => {
  expect(oversold([hold(0, 10_000, 3), hold(10_000, 20_000, 3)], capacities)).toBe(undefined);
});

it('one ticket too many at one moment is oversold, in whatever order the answers came', () => {
  expect(oversold([hold(5_000, 15_000, 2), hold(0, 10_000, 2)], capacities)).toEqual({
    ticketTypeId: 'A',
    promised: 4,
    capacity: 3,
  });
});
