import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salesStatus } from '../src/sales-status.js';

const now = '2035-06-15T12:00:00.000Z';
const before = '2035-06-01T00:00:00.000Z';
const later = '2035-07-01T00:00:00.000Z';
const evenLater = '2035-07-02T00:00:00.000Z';
const end = '2035-08-01T00:00:00.000Z';

const event = {
  status: 'published' as const,
  endsAt: end,
  salesOpenAt: null as string | null,
  salesCloseAt: null as string | null,
};
const type = {
  available: 5,
  salesOpenAt: null as string | null,
  salesCloseAt: null as string | null,
};
const soldOut = { ...type, available: 0 };
const closed = { ...type, salesCloseAt: before };
const soon = { ...type, salesOpenAt: later };

describe('the sales status of an event in a list', () => {
  it.each([
    ['open', event, [type]],
    ['open', event, [soldOut, closed, type, soon]],
    ['sold_out', event, [soldOut, closed]],
    ['not_open', event, [soldOut, soon]],
    ['closed', event, [closed]],
    ['closed', { ...event, endsAt: before }, [type]],
    ['closed', { ...event, salesCloseAt: now }, [type]],
    ['not_open', { ...event, salesOpenAt: later }, [type]],
    ['open', { ...event, salesOpenAt: now }, [type]],
    ['sold_out', event, [{ ...soon, available: 0 }]],
    ['not_open', event, []],
    ['closed', { ...event, endsAt: before }, []],
    ['cancelled', { ...event, status: 'cancelled' as const }, [type]],
    ['not_open', { ...event, status: 'draft' as const }, [type]],
  ])('is %s', (expected, given, types) => {
    expect(salesStatus(given, types, now).salesStatus).toBe(expected);
  });

  it('comes with the first moment at which a ticket can be bought', () => {
    const types = [{ ...type, salesOpenAt: evenLater }, soon, { ...soldOut, salesOpenAt: before }];
    expect(salesStatus(event, types, now)).toEqual({ salesStatus: 'not_open', salesOpenAt: later });
    const eventLast = { ...event, salesOpenAt: evenLater };
    expect(salesStatus(eventLast, [soon], now).salesOpenAt).toBe(evenLater);
  });

  it('is "open" exactly when some ticket type can be bought', () => {
    const at = fc.constantFrom(null, before, now, later);
    const types = fc.array(
      fc.record({ available: fc.integer({ min: 0, max: 2 }), salesOpenAt: at, salesCloseAt: at }),
      { maxLength: 4 },
    );
    const window = fc.record({ salesOpenAt: at, salesCloseAt: at });
    const opened = (one: { salesOpenAt: string | null; salesCloseAt: string | null }) =>
      (one.salesOpenAt ?? before) <= now && (one.salesCloseAt ?? end) > now;
    fc.assert(
      fc.property(window, types, (own, sold) => {
        const buyable = opened(own) && sold.some((one) => one.available > 0 && opened(one));
        expect(salesStatus({ ...event, ...own }, sold, now).salesStatus === 'open').toBe(buyable);
      }),
    );
  });
});
