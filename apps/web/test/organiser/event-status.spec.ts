import type { OrganiserEvent } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { expect, test } from 'vitest';
import { saleByStock, saleInList, statusLabel } from '../../src/components/organiser/event-status';

const now = '2026-12-01T10:00:00.000Z';
const event = {
  status: 'published' as 'published' | 'draft' | 'cancelled',
  endsAt: '2026-12-31T23:00:00.000Z',
  timeZone: 'Europe/Oslo',
  salesStatus: 'open' as OrganiserEvent['salesStatus'],
  salesOpenAt: null as string | null,
  sales: { sold: 0, capacity: 9, paused: [] as string[] },
};
const inList = (changes: Partial<typeof event>): string => {
  const changed = { ...event, ...changes } as OrganiserEvent;
  return statusLabel(changed, saleInList(changed), now, 'en-GB').text;
};

test('the status of an event says what a buyer finds', () => {
  expect(inList({})).toBe('On sale');
  expect(inList({ status: 'draft', salesStatus: 'not_open' })).toBe('Draft');
  expect(inList({ status: 'cancelled', salesStatus: 'cancelled' })).toBe('Cancelled');
  expect(inList({ endsAt: now, salesStatus: 'closed' })).toBe('Ended');
  expect(inList({ salesStatus: 'sold_out' })).toBe('Sold out');
  expect(inList({ salesStatus: 'closed' })).toBe('Sales closed');
  expect(inList({ salesStatus: 'not_open' })).toBe('Not on sale yet');
  expect(inList({ salesStatus: 'not_open', salesOpenAt: '2026-12-03T09:00:00.000Z' })).toMatch(
    /^On sale from .*3 Dec.* 10:00/,
  );
  expect(
    inList({ salesStatus: 'closed', sales: { sold: 1, capacity: 9, paused: ['Balcony'] } }),
  ).toBe('Sales paused');
  expect(statusLabel(event, undefined, now, 'en-GB').text).toBe('Public');
});

test('on the pages of one event, the status is the best that one of its ticket types offers', () => {
  const open = { ticketTypeId: 'a', version: 1, available: 3, status: 'open', opensAt: null };
  const one = { ...open, closesAt: '2027-01-01T00:00:00.000Z' };
  const of = (...types: object[]) =>
    saleByStock(
      { eventId: 'e', status: 'published', ticketTypes: types } as unknown as Availability,
      Date.parse(now),
    );
  const paused = { ...one, paused: true };
  const soon = { ...one, opensAt: '2026-12-03T09:00:00.000Z' };
  expect(of(paused, { ...one, available: 0 }, one)?.status).toBe('open');
  expect(of(paused, soon)).toEqual({ status: 'not_open', opensAt: soon.opensAt });
  expect(of(paused, { ...one, available: 0 })?.status).toBe('sold_out');
  expect(of(paused)?.status).toBe('paused');
  expect(of({ ...one, closesAt: now })?.status).toBe('closed');
  expect(of()?.status).toBe('not_open');
  expect(saleByStock(null, 0)).toBeUndefined();
});
