import type { EventListing } from '@onsale/contracts/catalog/http';
import { currencyCodes } from '@onsale/contracts/money';
import type { Money } from '@onsale/contracts/values';
import { expect, test } from 'vitest';
import { parsePrice, showPrice } from '../src/components/organiser/editor/price';
import { decimalAmount, formatMoney, formatPrice, times } from '../src/lib/money';
import { structuredData } from '../src/lib/structured-data';

const plain = (text: string) => text.replaceAll(/\s/g, ' ');

test('money is formatted for the reader’s locale', () => {
  const money = { amount: 123456, currency: 'EUR' };
  expect(formatMoney(money, 'en-GB')).toBe('€1,234.56');
  expect(plain(formatMoney(money, 'de-DE'))).toBe('1.234,56 €');
});

test('the currency decides how many digits follow the point', () => {
  expect(formatMoney({ amount: 500, currency: 'JPY' }, 'en-GB')).toBe('JP¥500');
  expect(plain(formatMoney({ amount: 1500, currency: 'KWD' }, 'en-GB'))).toBe('KWD 1.500');
});

test('every amount has the same digits for people, programs and search engines, in every currency', () => {
  const digitsOf = (text: string) => text.replaceAll(/\D/g, '');
  for (const currency of currencyCodes) {
    for (const amount of [1, 5, 1_000, 123_456, 100_000_000_00]) {
      const exact = decimalAmount({ amount, currency });
      for (const locale of ['en-GB', 'en-US', 'en-IN', 'de-CH']) {
        expect(digitsOf(formatMoney({ amount, currency }, locale))).toBe(digitsOf(exact));
      }
      expect(offerOf({ amount, currency })).toMatchObject({
        price: exact,
        priceCurrency: currency,
      });
      expect(showPrice(amount, currency)).toBe(exact);
      expect(parsePrice(exact, currency)).toBe(amount);
    }
  }
});

/** The offer that search engines read. */
function offerOf(price: Money) {
  const at = '2026-12-17T20:00:00Z';
  const event = {
    ...{ id: 'e', title: 'Concert', description: '', startsAt: at, endsAt: at, venueName: 'Hall' },
    ...{ venueAddress: '', status: 'published', organiser: { id: 'o', name: 'Olga' } },
    ticketTypes: [{ id: 't', name: 'Seat', price }],
  } as unknown as EventListing;
  return JSON.parse(structuredData(event, null, 'https://example.org')).offers[0];
}

test('a price of zero reads "Free", and a sum of zero is an amount', () => {
  expect(formatPrice({ amount: 0, currency: 'EUR' }, 'en-GB')).toBe('Free');
  expect(formatMoney({ amount: 0, currency: 'EUR' }, 'en-GB')).toBe('€0.00');
});

test('a quantity multiplies minor units, without rounding', () => {
  expect(times({ amount: 1999, currency: 'EUR' }, 3)).toEqual({ amount: 5997, currency: 'EUR' });
});
