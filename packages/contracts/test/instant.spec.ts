import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { Instant } from '../src/values.js';

const validator = Compile(Instant);

describe('an instant', () => {
  it.each([
    '2027-05-01T20:00:00+02:00',
    '2027-05-01T20:00Z',
    '2028-02-29T00:00:00.123456Z',
    '2000-02-29T00:00Z',
    '2100-12-31T23:59:59Z',
    '2100-12-31T23:59:59+14:00',
    '2000-01-01T00:00:00-00:30',
    '2100-12-31T23:59:59-00:00',
  ])('is %s', (text) => expect(validator.Check(text)).toBe(true));

  it.each([
    '0000-00-00T00:00Z',
    '1999-12-31T00:00Z',
    '2101-01-01T00:00Z',
    '2027-02-29T00:00Z',
    '2100-02-29T00:00Z',
    '2027-04-31T00:00Z',
    '2027-13-01T00:00Z',
    '2027-00-10T00:00Z',
    '2027-01-01T24:00Z',
    '2027-01-01T10:60Z',
    '2027-01-01T10:00:60Z',
    '2027-01-01T10:00+24:00',
    '2027-01-01T10:00',
    '2027-01-01',
    '2027-01-01 10:00Z',
    '2027-01-01T10:00Z\0',
    '2100-12-31T23:59:59-12:00',
    '2100-12-31T23:59-00:01',
    '2000-01-01T00:00:00+14:00',
    '2000-01-01T00:00:00.123456+00:01',
  ])('is not %j', (text) => expect(validator.Check(text)).toBe(false));

  it('is accepted in every form that JavaScript writes, and in none that it cannot read', () => {
    const min = new Date('2000-01-01T00:00:00Z');
    const max = new Date('2100-12-31T23:59:59Z');
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
        expect(validator.Check(date.toISOString())).toBe(true);
      }),
    );
    const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2110 }), two(14), two(33), (year, month, day) => {
        const text = `${year}-${month}-${day}T00:00:00.000Z`;
        const date = new Date(text);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString() === text;
        expect(validator.Check(text)).toBe(exists && year >= 2000 && year <= 2100);
      }),
      { numRuns: 2000 },
    );
  });
});
