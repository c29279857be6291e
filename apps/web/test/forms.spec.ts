import { describe, expect, test } from 'vitest';
import {
  pickedQuery,
  priceName,
  quantityName,
  readLines,
  readPicked,
  writePrice,
} from '../src/lib/order-form';
import { safeNext, signInPath } from '../src/lib/safe-next';

describe('the address to return to after signing in', () => {
  test.each(['/', '/tickets', '/events/1?quantity-a=2#tickets'])('may be %s', (next) => {
    expect(safeNext(next)).toBe(next);
  });
  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/a\\..\\b',
    'javascript:alert(1)',
    '',
    undefined,
    ['/a', '/b'],
  ])('is / instead of %s', (next) => expect(safeNext(next)).toBe('/'));
  test('never leads to another host through dots', () => {
    expect(safeNext('/..//evil.example')).not.toMatch(/^\/\//);
  });
});

describe('the ticket picker’s form', () => {
  const form = (entries: Record<string, string>) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(entries)) data.set(name, value);
    return data;
  };
  const price = { amount: 3900, currency: 'EUR' };

  test('is read as the picked quantities with the prices that the buyer saw', () => {
    const lines = readLines(
      form({
        [quantityName('a')]: '2',
        [priceName('a')]: writePrice(price),
        [quantityName('b')]: '0',
        [priceName('b')]: writePrice(price),
      }),
    );
    expect(lines).toEqual([{ ticketTypeId: 'a', quantity: 2, unitPrice: price }]);
  });

  test.each(['', 'many', '1.5', '-1', 'NaN'])('is read without the quantity "%s"', (quantity) => {
    const given = form({ [quantityName('a')]: quantity, [priceName('a')]: writePrice(price) });
    expect(readLines(given)).toEqual([]);
  });

  test('keeps its quantities through a visit to the sign-in page', () => {
    const lines = [{ ticketTypeId: 'a', quantity: 2, unitPrice: price }];
    const back = new URL(signInPath(`/events/1?${pickedQuery(lines)}`), 'http://x').searchParams;
    const query = new URL(safeNext(back.get('next')), 'http://x').searchParams;
    expect(readPicked(Object.fromEntries(query))).toEqual({ a: 2 });
  });
});
