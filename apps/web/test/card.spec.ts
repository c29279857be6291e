import { describe, expect, test } from 'vitest';
import { checkCard, formatExpiry, groupCardNumber, passesLuhn, toCard } from '../src/lib/card';

const now = new Date('2026-11-23T12:00:00Z');
const good = { number: '4242 4242 4242 4242', expiry: '12/27', cvc: '123' };

test('card digits are shown in groups of four, whatever was typed between them', () => {
  expect(groupCardNumber('4242-4242 42424242')).toBe('4242 4242 4242 4242');
  expect(groupCardNumber('42424')).toBe('4242 4');
  expect(groupCardNumber('4242')).toBe('4242');
});

describe('the expiry date', () => {
  test.each([
    ['1227', '12/27'],
    ['12/27', '12/27'],
    ['12 / 2027', '12/27'],
    ['1/27', '01/27'],
    ['5', '05'],
    ['12', '12'],
    ['12/', '12/'],
    ['1', '1'],
    ['', ''],
  ])('is read from %s as %s', (typed, shown) => expect(formatExpiry(typed)).toBe(shown));
});

test('every test card has a valid check digit, and a typo makes it invalid', () => {
  for (const digits of [
    '4242424242424242',
    '4000000000000002',
    '4000000000003220',
    '4000000000009995',
  ]) {
    expect(passesLuhn(digits)).toBe(true);
  }
  expect(passesLuhn('4242424242424241')).toBe(false);
});

test('a valid card has no errors and is sent as the contract requires', () => {
  expect(checkCard(good, now)).toEqual({});
  expect(toCard({ number: '4242424242424242', expiry: '12 / 2027', cvc: ' 123 ' })).toEqual(good);
});

test('each field of a card reports its own problem', () => {
  expect(Object.keys(checkCard({ number: '', expiry: '', cvc: '' }, now))).toEqual([
    'number',
    'expiry',
    'cvc',
  ]);
  expect(checkCard({ ...good, number: '4242 4242 4242 4243' }, now).number).toContain('Check');
  expect(checkCard({ ...good, cvc: '12' }, now).cvc).toBeDefined();
  expect(checkCard({ ...good, expiry: '13/27' }, now).expiry).toContain('MM/YY');
});

test('a card is valid until the end of the month printed on it', () => {
  const card = { ...good, expiry: '11/26' };
  expect(checkCard(card, new Date('2026-11-30T23:59:59Z'))).toEqual({});
  expect(checkCard(card, new Date('2026-12-01T00:00:00Z')).expiry).toContain('expired');
});
