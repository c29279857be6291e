import type { EventListing } from '@onsale/contracts/catalog/http';
import { describe, expect, it } from 'vitest';
import { eventValues, readEventForm } from '../../src/components/organiser/editor/event-form';

const filledIn = {
  title: ' Night of the Strings ',
  description: 'First line\r\n\r\nSecond paragraph',
  venueName: 'Old Mint',
  venueAddress: '',
  timeZone: 'Europe/Berlin',
  startsAt: '2026-12-17T20:00',
  endsAt: '2026-12-17T22:30',
  imageUrl: '',
  currency: 'EUR',
  salesOpenAt: '2026-12-01T10:00',
  salesCloseAt: '',
};

function form(changes: Record<string, string> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...filledIn, ...changes })) data.set(name, value);
  return data;
}

function errorsOf(data: FormData): Record<string, string> {
  const read = readEventForm(data);
  return 'errors' in read ? read.errors : {};
}

const stored: EventListing = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  version: 3,
  status: 'published',
  organiser: { id: '01890a5d-ac96-774b-bcce-b302099a8058', name: 'Ada' },
  title: 'Night of the Strings',
  description: '',
  venueName: 'Old Mint',
  venueAddress: '',
  // The second 02:30 of that night.
  startsAt: '2026-10-25T01:30:00.000Z',
  endsAt: '2026-10-25T04:00:00.000Z',
  timeZone: 'Europe/Berlin',
  imageUrl: null,
  currency: 'EUR',
  salesOpenAt: null,
  salesCloseAt: null,
  unlisted: false,
  perPersonLimit: null,
  cancellationReason: null,
  ticketTypes: [],
};

describe('the event editor', () => {
  it('reads times on the venue’s clock, and text as its author meant it', () => {
    expect(readEventForm(form())).toMatchObject({
      body: {
        title: 'Night of the Strings',
        description: 'First line\n\nSecond paragraph',
        startsAt: '2026-12-17T19:00:00.000Z',
        endsAt: '2026-12-17T21:30:00.000Z',
        salesOpenAt: '2026-12-01T09:00:00.000Z',
        salesCloseAt: null,
        imageUrl: null,
      },
    });
  });

  it('keeps the input and reports its mistakes', () => {
    const read = readEventForm(form({ title: ' ', endsAt: '2026-12-17T19:00' }));
    expect(read).toMatchObject({
      values: { title: ' ', endsAt: '2026-12-17T19:00', venueName: 'Old Mint' },
      errors: { title: expect.any(String), endsAt: 'The end must be after the start.' },
    });
    expect(read).not.toHaveProperty('body');
  });

  it.each([
    ['timeZone', { timeZone: '' }],
    ['startsAt', { startsAt: '' }],
    ['startsAt', { startsAt: '2027-03-28T02:30', endsAt: '2027-03-28T05:00' }],
    ['imageUrl', { imageUrl: 'http://example.com/poster.png' }],
    ['currency', { currency: 'euro' }],
    ['salesCloseAt', { salesCloseAt: '2026-11-30T10:00' }],
    ['salesOpenAt', { salesOpenAt: '2026-12-18T10:00' }],
    ['doorsAt', { doorsAt: '2026-12-17T20:00' }],
    ['doorsAt', { doorsAt: '2026-12-16T19:59' }],
    ['ageLimit', { ageLimit: '100' }],
    ['ageLimit', { ageLimit: '18+' }],
  ])('marks %s', (field, changes) => expect(Object.keys(errorsOf(form(changes)))).toEqual([field]));

  it('reads what guests should know, and shows it again', () => {
    const typed = { doorsAt: '2026-12-17T19:00', ageLimit: '0', refundPolicy: ' No refunds. ' };
    const read = { doorsAt: '2026-12-17T18:00:00.000Z', ageLimit: 0, refundPolicy: 'No refunds.' };
    expect(readEventForm(form(typed))).toMatchObject({ body: read });
    expect(eventValues({ ...stored, ...read })).toMatchObject({
      ageLimit: '0',
      refundPolicy: 'No refunds.',
    });
    const blank = { doorsAt: null, ageLimit: null, refundPolicy: '' };
    expect(readEventForm(form())).toMatchObject({ body: blank });
    // An event of the previous version has none of it.
    expect(eventValues(stored)).toMatchObject({ doorsAt: '', ageLimit: '', refundPolicy: '' });
  });

  it('keeps an untouched time in the hour that autumn repeats', () => {
    const data = form(eventValues(stored));
    expect(readEventForm(data, stored)).toMatchObject({ body: { startsAt: stored.startsAt } });
    // The same clock time in another zone is another instant.
    data.set('timeZone', 'Europe/London');
    expect(readEventForm(data, stored)).toMatchObject({
      body: { startsAt: '2026-10-25T02:30:00.000Z' },
    });
  });

  it.each([
    ['startsAt', { endsAt: '2026-10-25T05:00', salesOpenAt: '' }],
    ['endsAt', { startsAt: '2026-10-24T23:00', salesOpenAt: '' }],
    ['salesOpenAt', {}],
    ['salesCloseAt', { salesOpenAt: '' }],
    ['checkInOpensAt', {}],
  ])('asks which one is meant where the clock shows %s twice', (field, others) => {
    const twice = { ...others, [field]: '2026-10-25T02:30' };
    for (const which of ['', 'third']) {
      const errors = errorsOf(form({ ...twice, [`${field}.which`]: which }));
      expect(errors).toEqual({ [field]: expect.stringContaining('occurs twice') });
    }
    for (const [which, instant] of [
      ['first', '2026-10-25T00:30:00.000Z'],
      ['second', '2026-10-25T01:30:00.000Z'],
    ] as const) {
      const read = readEventForm(form({ ...twice, [`${field}.which`]: which }));
      expect(read).toMatchObject({ body: { [field]: instant } });
    }
    // In Tokyo that time comes once, whatever was chosen before.
    const inTokyo = form({ ...twice, [`${field}.which`]: 'second', timeZone: 'Asia/Tokyo' });
    expect(readEventForm(inTokyo)).toMatchObject({
      body: { [field]: '2026-10-24T17:30:00.000Z' },
    });
  });

  it('shows which of two times is stored, and replaces it with the other one', () => {
    const values = eventValues(stored);
    expect(values).toMatchObject({ startsAt: '2026-10-25T02:30', 'startsAt.which': 'second' });
    expect(values['endsAt.which']).toBe('');
    const data = form({ ...values, 'startsAt.which': 'first' });
    expect(readEventForm(data, stored)).toMatchObject({
      body: { startsAt: '2026-10-25T00:30:00.000Z' },
    });
  });

  it('shows the time zone under its current name, which changes nothing', () => {
    const calcutta = { ...stored, timeZone: 'Asia/Calcutta' };
    expect(eventValues(calcutta).timeZone).toBe('Asia/Kolkata');
    expect(readEventForm(form(eventValues(calcutta)), calcutta)).toMatchObject({
      body: { timeZone: 'Asia/Calcutta', startsAt: stored.startsAt, endsAt: stored.endsAt },
    });
  });

  it('lists an event unless the box is ticked, and shows the box as it was saved', () => {
    expect(readEventForm(form())).toMatchObject({ body: { unlisted: false } });
    expect(readEventForm(form({ unlisted: 'on' }))).toMatchObject({ body: { unlisted: true } });
    const data = form(eventValues({ ...stored, unlisted: true }));
    expect(data.get('unlisted')).toBe('on');
    data.delete('unlisted'); // browsers send nothing for a box that is not ticked
    expect(readEventForm(data, stored)).toMatchObject({
      values: { unlisted: '' },
      body: { unlisted: false },
    });
  });

  it('removes the image only when its box is ticked', () => {
    const own = { ...stored, imageUrl: '/api/images/1' };
    const data = form({ ...eventValues(own), noImage: 'on' });
    expect(readEventForm(data, own)).toMatchObject({ body: { imageUrl: null } });
    data.delete('noImage');
    expect(readEventForm(data, own)).toMatchObject({ body: { imageUrl: '/api/images/1' } });
  });

  it('keeps the currency where the form does not send it', () => {
    const data = form(eventValues(stored));
    data.delete('currency');
    expect(readEventForm(data, stored)).toMatchObject({ body: { currency: 'EUR' } });
  });
});
