import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currencyCodes,
  currencyName,
  decimalAmount,
  formatAmount,
  isCurrency,
  minorDigits,
} from '../src/money.js';

const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('a currency', () => {
  it.each([
    ['EUR', 2],
    ['HUF', 2],
    ['RSD', 2],
    ['IDR', 2],
    ['COP', 2],
    ['LBP', 2],
    ['MGA', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['KRW', 0],
    ['UGX', 0],
    ['XOF', 0],
    ['IQD', 3],
    ['KWD', 3],
    ['TND', 3],
  ])('%s has %i digits after the point, whatever the runtime says', (code, digits) => {
    expect(minorDigits(code)).toBe(digits);
    expect(isCurrency(code)).toBe(true);
  });

  it.each([
    'QQQ',
    'XXX',
    'XTS',
    'XAU',
    'XDR',
    'XAD',
    'CLF',
    'USN',
    'BOV',
    'UYW',
    'DEM',
    'HRK',
    'BGN',
    'ANG',
    'eur',
    'EURO',
    '',
    'constructor',
  ])('cannot be used to pay when its code is %j', (code) => expect(isCurrency(code)).toBe(false));

  it('is in the table once, with a name', () => {
    expect(new Set(currencyCodes).size).toBe(currencyCodes.length);
    expect([...currencyCodes].sort()).toEqual(currencyCodes);
    expect(currencyCodes.length).toBe(155);
    for (const code of currencyCodes) {
      expect(code).toMatch(/^[A-Z]{3}$/);
      expect(minorDigits(code)).toBeLessThanOrEqual(3);
      expect(currencyName(code).length).toBeGreaterThan(3);
    }
    expect(currencyName('EUR')).toBe('Euro');
    expect(currencyName('QQQ')).toBe('QQQ');
  });
});

describe('an amount', () => {
  it.each([
    [499_000, 'HUF', '4990.00', 'HUF 4,990.00'],
    [150_000, 'RSD', '1500.00', 'RSD 1,500.00'],
    [1500, 'JPY', '1500', 'JP¥1,500'],
    [1500, 'KWD', '1.500', 'KWD 1.500'],
    [7, 'EUR', '0.07', '€0.07'],
    [0, 'EUR', '0.00', '€0.00'],
    [-1250, 'EUR', '-12.50', '-€12.50'],
    [1999, 'BGN', '19.99', 'BGN 19.99'],
  ])('of %i %s is %s for programs, %s for people', (amount, currency, decimal, written) => {
    expect(decimalAmount({ amount, currency })).toBe(decimal);
    expect(plain(formatAmount({ amount, currency }, 'en-GB'))).toBe(written);
  });

  it('is formatted for the locale, in Latin digits', () => {
    const money = { amount: 123_456, currency: 'EUR' };
    expect(plain(formatAmount(money, 'de-DE'))).toBe('1.234,56 €');
    for (const locale of ['ar-EG', 'fa', 'th-TH-u-nu-thai', 'mr', 'en-u-nu-deva', 'ne', 'my']) {
      expect(formatAmount(money, locale), locale).toMatch(/1\D?234\D56/);
    }
  });

  it('keeps its last digit, however large it is', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(...currencyCodes), (amount, currency) => {
        const digits = (text: string) => text.replaceAll(/\D/g, '').replace(/^0+(?=.)/, '');
        const money = { amount, currency };
        expect(digits(decimalAmount(money))).toBe(String(Math.abs(amount)));
        expect(digits(formatAmount(money, 'en'))).toBe(String(Math.abs(amount)));
      }),
      { numRuns: 500 },
    );
  });
});
