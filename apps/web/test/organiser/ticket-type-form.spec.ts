import type { TicketType } from '@onsale/contracts/catalog/http';
import { describe, expect, it } from 'vitest';
import {
  newTicketTypeValues,
  readTicketTypeForm,
  ticketTypeValues,
} from '../../src/components/organiser/editor/ticket-type-form';

const event = {
  currency: 'EUR',
  timeZone: 'America/New_York',
  endsAt: '2026-12-18T03:00:00.000Z',
};

function read(changes: Record<string, string>) {
  const data = new FormData();
  const values = { ...newTicketTypeValues, name: 'Balcony', price: '39', capacity: '200' };
  for (const [name, value] of Object.entries({ ...values, ...changes })) {
    // A form does not send an unticked box.
    if (name !== 'free' || value !== '') data.set(name, value);
  }
  return readTicketTypeForm(data, event);
}

describe('the form of a ticket type', () => {
  it('reads prices in the currency and sales windows on the venue’s clock', () => {
    expect(read({ price: '39,50', salesOpenAt: '2026-12-01T10:00' })).toMatchObject({
      body: {
        name: 'Balcony',
        price: { amount: 3950, currency: 'EUR' },
        capacity: 200,
        perPersonLimit: 10,
        minPerOrder: 1,
        salesOpenAt: '2026-12-01T15:00:00.000Z',
        salesCloseAt: null,
      },
    });
  });

  it('makes a ticket type free only when the box is ticked', () => {
    expect(read({ price: '', free: 'on' })).toMatchObject({ body: { price: { amount: 0 } } });
    expect(read({ price: '0' })).toMatchObject({ body: { price: { amount: 0 } } });
    expect(read({ price: '' })).toMatchObject({
      errors: { price: 'Enter a price, or tick “Free”.' },
    });
    expect(read({ price: '5', free: 'on' })).toMatchObject({
      errors: { price: expect.stringContaining('can’t have a price') },
    });
  });

  it.each([
    ['name', { name: '  ' }],
    ['price', { price: '12.345' }],
    ['capacity', { capacity: '' }],
    ['capacity', { capacity: '12.5' }],
    ['capacity', { capacity: '1000001' }],
    ['perPersonLimit', { perPersonLimit: '0' }],
    ['perPersonLimit', { perPersonLimit: '51' }],
    ['minPerOrder', { minPerOrder: '0' }],
    ['minPerOrder', { minPerOrder: '' }],
    ['minPerOrder', { minPerOrder: '11' }],
    ['salesOpenAt', { salesOpenAt: '2026-12-18T10:00' }],
    ['salesCloseAt', { salesOpenAt: '2026-12-02T10:00', salesCloseAt: '2026-12-01T10:00' }],
  ])('marks a mistake in %s', (field, changes) => {
    expect(read(changes)).toMatchObject({ errors: { [field]: expect.any(String) } });
  });

  it('shares the places of another ticket type on request, whatever the quantity is', () => {
    const poolId = '01890a5d-ac96-774b-bcce-b302099a8059';
    expect(read({ poolId })).toMatchObject({ body: { poolId, poolLimit: null } });
    const limited = read({ poolId, poolLimit: '60', capacity: '' });
    expect(limited).toMatchObject({ body: { poolId, poolLimit: 60 } });
    expect('body' in limited && limited.body).not.toHaveProperty('capacity');
    expect(read({ poolId, poolLimit: 'x' })).toMatchObject({
      errors: { poolLimit: expect.any(String) },
    });
  });

  it('shows a ticket type, and reads it back unchanged', () => {
    const one: TicketType = {
      id: '01890a5d-ac96-774b-bcce-b302099a8057',
      eventId: '01890a5d-ac96-774b-bcce-b302099a8058',
      version: 1,
      name: 'Balcony',
      description: 'Seats are not numbered.',
      price: { amount: 1205, currency: 'EUR' },
      capacity: 0,
      perPersonLimit: 4,
      perOrderLimit: 4,
      // The second 01:30 of that night.
      salesOpenAt: '2026-11-01T06:30:00.000Z',
      salesCloseAt: null,
    };
    const data = new FormData();
    for (const [name, value] of Object.entries(ticketTypeValues(one, event))) {
      if (name !== 'free' || value !== '') data.set(name, value);
    }
    const { id: _, eventId: __, version: ___, perOrderLimit: ____, ...body } = one;
    expect(readTicketTypeForm(data, event, one)).toMatchObject({ body });
  });
});
