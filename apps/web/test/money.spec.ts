import { expect, test } from 'vitest';
import { formatMoney, formatPrice, times } from '../src/lib/money';

const plain = (text: string) => text.replaceAll(/\s/g, ' ');

test('money is written the way of the reader’s locale', () => {
  const money = { amount: 123456, currency: 'EUR' };
  expect(formatMoney(money, 'en-GB')).toBe('€1,234.56');
  expect(plain(formatMoney(money, 'de-DE'))).toBe('1.234,56 €');
});

test('the currency decides how many digits follow the point', () => {
  expect(formatMoney({ amount: 500, currency: 'JPY' }, 'en-GB')).toBe('JP¥500');
  expect(plain(formatMoney({ amount: 1500, currency: 'KWD' }, 'en-GB'))).toBe('KWD 1.500');
});

test('nothing costs "Free" as a price, and zero as a sum', () => {
  expect(formatPrice({ amount: 0, currency: 'EUR' }, 'en-GB')).toBe('Free');
  expect(formatMoney({ amount: 0, currency: 'EUR' }, 'en-GB')).toBe('€0.00');
});

test('a quantity multiplies minor units, without rounding', () => {
  expect(times({ amount: 1999, currency: 'EUR' }, 3)).toEqual({ amount: 5997, currency: 'EUR' });
});
