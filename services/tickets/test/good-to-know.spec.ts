import { expect, test } from 'vitest';
import { goodToKnow } from '../src/good-to-know.js';

const startsAt = new Date('2026-12-31T23:30:00Z');
const berlin = { startsAt, timeZone: 'Europe/Berlin' };

test.each([
  [new Date('2026-12-31T23:15:00Z'), 'Doors 00:15 CET'],
  [new Date('2026-12-31T22:00:00Z'), 'Doors 23:00 CET on Thursday, 31 December 2026'],
])(
  'doors at %s are given in the venue’s local time, with the date when it differs from that of the start',
  (doorsAt, words) => {
    expect(goodToKnow({ ...berlin, doorsAt, ageLimit: null })).toEqual([words]);
  },
);

test.each([
  [0, 'All ages'],
  [6, 'Ages 6 and over'],
  [16, '16+, bring photo ID'],
])('an age limit of %s reads "%s"', (ageLimit, words) => {
  expect(goodToKnow({ ...berlin, doorsAt: null, ageLimit })).toEqual([words]);
});

test('an event without doors time and age limit has no such lines', () => {
  expect(goodToKnow({ ...berlin, doorsAt: null, ageLimit: null })).toEqual([]);
});
