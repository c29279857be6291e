import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stillLeft } from '../src/lib/availability';
import { mostForPerson, sumOf } from '../src/lib/own-tickets';

const adult = { id: 'adult', perPersonLimit: 4 };
const child = { id: 'child', perPersonLimit: 3 };

test('a person may pick what their tickets leave of the ticket type’s limit', () => {
  expect(mostForPerson(adult, null, {}, {})).toBe(4);
  expect(mostForPerson(adult, null, { adult: 2 }, { adult: 2 })).toBe(2);
  expect(mostForPerson(adult, null, { child: 3 }, {})).toBe(4);
  // Bought before the limit was lowered.
  expect(mostForPerson(adult, null, { adult: 6 }, {})).toBe(0);
});

test('after a refusal a pick goes down to what the person may still have', () => {
  const types = [adult, child];
  const open = { status: 'open', opensAt: null, closesAt: '2030-01-01T00:00:00.000Z', version: 1 };
  const availability = {
    eventId: 'e',
    status: 'published',
    ticketTypes: types.map(({ id }) => ({ ...open, ticketTypeId: id, available: 9 })),
  } as Parameters<typeof stillLeft>[2];
  const picked = { adult: 4, child: 1 };
  expect(stillLeft(picked, types, availability, { adult: 3 })).toEqual({ adult: 1, child: 1 });
});

test('any sequence of picks stays within the limits of the ticket type and the event', () => {
  const count = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(
      fc.record({ adult: count, child: count }),
      fc.option(fc.integer({ min: 1, max: 8 })),
      fc.array(fc.constantFrom(adult, child), { maxLength: 12 }),
      (own, eventLimit, steps) => {
        const picked: Record<string, number> = {};
        for (const type of steps) {
          const now = picked[type.id] ?? 0;
          if (now < mostForPerson(type, eventLimit, own, picked)) picked[type.id] = now + 1;
        }
        for (const { id, perPersonLimit } of [adult, child]) {
          const mine = picked[id] ?? 0;
          if (mine > 0) expect(own[id as 'adult'] + mine).toBeLessThanOrEqual(perPersonLimit);
        }
        if (eventLimit !== null && sumOf(picked) > 0) {
          expect(sumOf(own) + sumOf(picked)).toBeLessThanOrEqual(eventLimit);
        }
      },
    ),
  );
});
