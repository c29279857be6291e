import type { Availability, TicketTypeAvailability } from '@onsale/contracts/orders/http';
import { expect, test } from 'vitest';
import { mergeAvailability, nextOpening, statusNow } from '../src/lib/availability';

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

test('news that were overtaken on their way change nothing', () => {
  const known = of(stock({ version: 7, available: 2 }));
  expect(mergeAvailability(known, of(stock({ version: 6, available: 3 })))).toEqual(known);
  const newer = of(stock({ version: 8, available: 0 }));
  expect(mergeAvailability(known, newer)).toEqual(newer);
});

test('each ticket type counts its own versions', () => {
  const known = of(stock({ version: 7 }), stock({ ticketTypeId: 'b', version: 2, available: 9 }));
  const merged = mergeAvailability(
    known,
    of(stock({ version: 8, available: 1 }), stock({ ticketTypeId: 'b', version: 1, available: 8 })),
  );
  expect(merged.ticketTypes.map((one) => one.available)).toEqual([1, 9]);
});

test('the sale opens and closes by the clock, to the millisecond', () => {
  const one = stock({ opensAt, closesAt: '2026-12-02T10:00:00.000Z', status: 'not_open' });
  const at = Date.parse(opensAt);
  expect(statusNow(one, at - 1)).toBe('not_open');
  expect(statusNow(one, at)).toBe('open');
  expect(statusNow({ ...one, available: 0 }, at)).toBe('sold_out');
  expect(statusNow(one, at + 86_400_000)).toBe('closed');
});

test('there is an opening to wait for only while nothing is on sale', () => {
  const now = Date.parse(opensAt) - 1000;
  const later = stock({ ticketTypeId: 'b', opensAt: '2026-12-05T10:00:00.000Z' });
  expect(nextOpening(of(later, stock({ opensAt })), now)).toBe(opensAt);
  expect(nextOpening(of(later, stock({})), now)).toBeUndefined();
  expect(nextOpening(of(), now)).toBeUndefined();
});
