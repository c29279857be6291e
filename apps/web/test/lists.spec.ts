import type { EventSummary } from '@onsale/contracts/catalog/http';
import type { Order } from '@onsale/contracts/orders/http';
import { describe, expect, it } from 'vitest';
import { standingOf } from '../src/components/order/order-row';
import { describeSale } from '../src/lib/sales-status';

const laterStatus = 'added_later' as never;

describe('the sale of an event in the programme', () => {
  const event = {
    ...{ timeZone: 'Europe/Berlin', salesOpenAt: null, salesStatus: 'open' },
    fromPrice: { amount: 1250, currency: 'EUR' },
  } as EventSummary;
  const sale = (changes: Partial<EventSummary>) => describeSale({ ...event, ...changes }, 'en-GB');

  it('is described by its status and its lowest price while tickets are available', () => {
    expect(sale({})).toEqual({ status: 'On sale', price: 'from €12.50', tone: 'good' });
    expect(sale({ fromPrice: null }).price).toBe('');
    expect(sale({ fromPrice: { amount: 0, currency: 'EUR' } }).price).toBe('Free');
  });

  it('opens at the time of the venue, or at an unknown one', () => {
    const opens = sale({ salesStatus: 'not_open', salesOpenAt: '2026-12-03T09:00:00.000Z' });
    expect(opens.status).toMatch(/^On sale from .*3 Dec.* 10:00/);
    expect(sale({ salesStatus: 'not_open' }).status).toBe('Not on sale yet');
  });

  it('shows no price once it is over', () => {
    for (const salesStatus of ['sold_out', 'closed', 'cancelled'] as const) {
      expect(sale({ salesStatus })).toMatchObject({ price: '', tone: 'over' });
    }
  });

  it('leads to the event when a later version knows another status', () => {
    expect(sale({ salesStatus: laterStatus })).toMatchObject({ status: 'See the event' });
  });
});

describe('an order in the list of its buyer', () => {
  const expiresAt = '2026-12-03T09:15:00.000Z';
  const order = { status: 'pending', expiresAt, total: { amount: 1250, currency: 'EUR' } } as Order;
  const text = (changes: Partial<Order>, at = expiresAt) =>
    standingOf({ ...order, ...changes }, Date.parse(at)).text;

  it('is unpaid until its hold ends, also before the service has ended it', () => {
    expect(text({}, '2026-12-03T09:14:59.999Z')).toBe('Unpaid');
    expect(text({})).toBe('Expired');
  });

  it('is booked when it cost nothing, and paid otherwise', () => {
    expect(text({ status: 'paid' })).toBe('Paid');
    expect(text({ status: 'paid', total: { amount: 0, currency: 'EUR' } })).toBe('Booked');
  });

  it('leads to its page when a later version knows another status', () => {
    expect(text({ status: laterStatus })).toBe('See the order');
  });
});
