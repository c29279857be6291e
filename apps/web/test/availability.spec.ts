import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Availability, TicketTypeAvailability } from '@onsale/contracts/orders/http';
import { describe, expect, test } from 'vitest';
import {
  nextOpening,
  onShow,
  secondsUntilNextChange,
  statusNow,
  stillLeft,
  stillShown,
  tooFew,
  tooManyTogether,
} from '../src/lib/availability';

const opensAt = '2026-12-01T10:00:00.000Z';
const stock = (given: Partial<TicketTypeAvailability>): TicketTypeAvailability => ({
  ticketTypeId: 'a',
  version: 1,
  available: 5,
  status: 'open',
  opensAt: null,
  closesAt: '2027-01-01T00:00:00.000Z',
  ...given,
});
const of = (...ticketTypes: TicketTypeAvailability[]): Availability => ({
  eventId: 'e',
  status: 'published',
  ticketTypes,
});

test('the sale opens and closes by the clock, to the millisecond', () => {
  const one = stock({ opensAt, closesAt: '2026-12-02T10:00:00.000Z', status: 'not_open' });
  const at = Date.parse(opensAt);
  expect(statusNow(one, at - 1)).toBe('not_open');
  expect(statusNow(one, at)).toBe('open');
  expect(statusNow({ ...one, available: 0 }, at)).toBe('sold_out');
  expect(statusNow(one, at + 86_400_000)).toBe('closed');
});

test('a pick is reduced to what is left and allowed, and never raised', () => {
  const types = ['a', 'b', 'c'].map((id) => ({ id, perPersonLimit: 4 }));
  const left = of(stock({ available: 1 }), stock({ ticketTypeId: 'b', available: 9 }));
  expect(stillLeft({ a: 2, b: 6, c: 1 }, types, left)).toEqual({ a: 1, b: 4, c: 1 });
  expect(stillLeft({ a: 1, b: 0, gone: 2 }, types, left)).toEqual({ a: 1, b: 0, gone: 0 });
  expect(stillLeft({ a: 2 }, types, null)).toEqual({ a: 2 });
});

test('a pick goes down to none where what is left is less than an order needs', () => {
  const group = [{ id: 'a', perPersonLimit: 10, minPerOrder: 4 }];
  expect(stillLeft({ a: 6 }, group, of(stock({ available: 4 })))).toEqual({ a: 4 });
  expect(stillLeft({ a: 6 }, group, of(stock({ available: 3 })))).toEqual({ a: 0 });
  expect(stillLeft({ a: 6 }, group, of(stock({ available: 9 })), { a: 7 })).toEqual({ a: 0 });
});

test('a pick of fewer than an order needs gets its answer before a request is sent', () => {
  const types = [
    { id: 'a', name: 'Group', minPerOrder: 4 },
    { id: 'b', name: 'Single' },
  ];
  const line = (ticketTypeId: string, quantity: number) => ({
    ...{ ticketTypeId, quantity, unitPrice: { amount: 1, currency: 'EUR' } },
  });
  expect(tooFew(types, [line('b', 1), line('a', 4)])).toBeUndefined();
  expect(tooFew(types, [line('b', 1), line('a', 3)])).toMatchObject({
    detail: 'The minimum for Group is 4 per order. Increase your quantity.',
  });
});

test('a paused ticket type is never on sale', () => {
  const one = stock({ opensAt, paused: true, status: 'closed' });
  for (const ms of [-1, 0, 1]) expect(statusNow(one, Date.parse(opensAt) + ms)).toBe('paused');
});

test('a page shows no hidden ticket type, and drops one that is hidden or deleted meanwhile', () => {
  const types = [
    { id: 'a' },
    { id: 'b', status: 'hidden' },
    { id: 'c', status: 'paused' },
  ] as TicketType[];
  expect(onShow(types).map(({ id }) => id)).toEqual(['a', 'c']);
  const [a, c] = [stock({ ticketTypeId: 'a' }), stock({ ticketTypeId: 'c' })];
  const shown = onShow(types);
  expect(stillShown(shown, of(a, c), of(c)).map(({ id }) => id)).toEqual(['c']);
  // A type without known stock stays.
  expect(stillShown(shown, of(a), of(a))).toBe(shown);
  expect(stillShown(shown, null, of(a))).toBe(shown);
});

test('a page waits for an opening only while nothing is on sale', () => {
  const now = Date.parse(opensAt) - 1000;
  const later = stock({ ticketTypeId: 'b', opensAt: '2026-12-05T10:00:00.000Z' });
  expect(nextOpening(of(later, stock({ opensAt })), now)).toBe(opensAt);
  expect(nextOpening(of(later, stock({})), now)).toBeUndefined();
  const presale = { closesAt: opensAt, status: 'closed' } as const;
  for (const over of [stock({ available: 0 }), stock({ paused: true }), stock(presale)]) {
    expect(nextOpening(of(over, later), Date.parse(opensAt)), over.status).toBe(later.opensAt);
  }
  expect(nextOpening(of(), now)).toBeUndefined();
});

describe('the page of an event', () => {
  const nowMs = Date.parse('2026-12-01T12:00:00Z');
  const event = { startsAt: '2026-12-17T20:00:00Z', endsAt: '2026-12-17T22:00:00Z' };
  const selling = (opensAt: string | null, closesAt: string) =>
    ({ ticketTypes: [{ opensAt, closesAt }] }) as unknown as Availability;

  test('stays true until a sale opens or closes or the event begins, whichever is first', () => {
    const soon = '2026-12-01T12:00:30Z';
    expect(secondsUntilNextChange(event, selling(soon, event.endsAt), nowMs)).toBe(30);
    expect(secondsUntilNextChange(event, selling(null, soon), nowMs)).toBe(30);
    expect(secondsUntilNextChange({ ...event, startsAt: soon }, null, nowMs)).toBe(30);
  });
  test('stays true for an hour at most, even when everything is over', () => {
    expect(secondsUntilNextChange(event, null, nowMs)).toBe(3600);
    expect(secondsUntilNextChange(event, null, Date.parse('2027-01-01T00:00:00Z'))).toBe(3600);
  });
});

test('a pick of shared places is checked before a request is sent', () => {
  const pool = { id: 'a', available: 3 };
  const names = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() }));
  const ticketTypes = [
    stock({ available: 3, pool }),
    stock({ ticketTypeId: 'b', available: 3, pool }),
    stock({ ticketTypeId: 'c' }),
  ];
  const of3 = of(...ticketTypes);
  expect(tooManyTogether(names, of3, { a: 2, b: 1, c: 5 })).toBeUndefined();
  expect(tooManyTogether(names, of3, { a: 2, b: 2 })).toEqual({
    title: 'Only 3 left of A and B together.',
    detail: 'They share their places, and you selected 4. Reduce your quantity.',
  });
  expect(tooManyTogether(names, null, { a: 9 })).toBeUndefined();
});
