import { describe, expect, test } from 'vitest';
import { cookiesAfter } from '../src/lib/api/cookies-after';
import { forgetAsked, keepAsked, readAsked } from '../src/lib/asked';
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

describe('what was asked for before signing in', () => {
  const line = (id: string) => ({
    ...{ ticketTypeId: id, quantity: 2 },
    unitPrice: { amount: 3900, currency: 'EUR' },
  });
  const eventId = crypto.randomUUID();
  const here = 'https://tickets.example.org';
  const sent = (header: string | undefined) => `a=1; ${header?.split('; ')[0]}; b=2`;

  test.each([here, 'http://127.0.0.1:3000'])(
    'comes back with the prices that its buyer saw, at %s',
    (origin) => {
      const asked = { eventId, lines: [line('a'), line('b')] };
      const kept = keepAsked(origin, asked);
      expect(kept).toMatch(
        /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+; Path=\/; Max-Age=1800; SameSite=Strict/,
      );
      expect(kept?.startsWith('__Host-') && kept.endsWith('; Secure')).toBe(origin === here);
      for (const next of [`/events/${eventId}?quantity-a=2`, `/events/${eventId}?plain=1`]) {
        expect(readAsked(origin, sent(kept), next)).toEqual(asked);
      }
      expect(readAsked(origin, sent(forgetAsked(origin)), `/events/${eventId}`)).toBeUndefined();
      for (const next of ['/', '/events/2', `/events/${eventId}/more`, `/checkout/${eventId}`]) {
        expect(readAsked(origin, sent(kept), next)).toBeUndefined();
      }
    },
  );

  test('is not kept where it is too long for a cookie', () => {
    const lines = Array.from({ length: 50 }, () => line(crypto.randomUUID()));
    expect(keepAsked(here, { eventId, lines })).toBeUndefined();
    expect(keepAsked(here, { eventId, lines: lines.slice(0, 20) })).toBeDefined();
  });

  test.each([
    'quantity-a=2',
    'quantity-a=2&price-a=39',
    'quantity-a=2&price-a=3900+EUR&quantity-b=1',
    'quantity-a=0&price-a=3900+EUR',
  ])('is nothing with a part missing: %s', (fields) => {
    const cookie = `__Host-onsale_asked=event=${eventId}&${fields}`;
    expect(readAsked(here, cookie, `/events/${eventId}`)).toBeUndefined();
  });

  test('is nothing in an address', () => {
    const next = `/events/${eventId}?event=${eventId}&quantity-a=2&price-a=3900+EUR`;
    expect(readAsked(here, 'a=1', next)).toBeUndefined();
  });
});

describe('the cookies of a page’s later calls', () => {
  test.each([
    [undefined, [], undefined],
    ['a=1; s=old', [], 'a=1; s=old'],
    [undefined, ['s=new; HttpOnly; Path=/', 'm=1; Path=/'], 's=new; m=1'],
    ['a=1; s=old==', ['s=new=='], 'a=1; s=new=='],
    ['a=1; s=old', ['s=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], 'a=1'],
  ])('are %s after an answer with %j: %s', (sent, given, next) => {
    expect(cookiesAfter(sent, given)).toBe(next);
  });
});
