import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEventDetails, type EventDetails } from '../src/event-details.js';
import { readInstant } from '../src/instant.js';
import { publishRefusal } from '../src/may-publish.js';
import { searchQuery } from '../src/search-query.js';
import { sniffImage } from '../src/sniff-image.js';
import { checkTicketTypeDetails, type TicketTypeDetails } from '../src/ticket-type-details.js';

const details: EventDetails = {
  title: 'Concert',
  description: '',
  venueName: 'Hall',
  venueAddress: '',
  startsAt: '2035-01-01T19:00:00Z',
  endsAt: '2035-01-01T21:00:00Z',
  timeZone: 'Europe/Berlin',
  imageUrl: null,
  currency: 'EUR',
  salesOpenAt: null,
  salesCloseAt: null,
  checkInOpensAt: null,
  doorsAt: null,
  ageLimit: null,
  refundPolicy: '',
  unlisted: false,
  perPersonLimit: null,
};

const fieldsOf = (checked: object) =>
  'errors' in checked ? (checked.errors as { field: string }[]).map((error) => error.field) : [];

describe('the details of an event', () => {
  it.each<[string, Partial<EventDetails>]>([
    ['endsAt', { endsAt: '2035-01-01T19:00:00Z' }],
    ['endsAt', { endsAt: '2035-01-01T20:30:00+02:00' }],
    ['startsAt', { startsAt: '2035-02-30T19:00:00Z' }],
    ['startsAt', { startsAt: '1999-12-31T19:00:00Z' }],
    ['endsAt', { endsAt: '9999-12-31T23:59:00-14:00' }],
    ['timeZone', { timeZone: 'Mars/Olympus' }],
    ['timeZone', { timeZone: '+02:00' }],
    ['timeZone', { timeZone: '' }],
    ['currency', { currency: 'QQQ' }],
    ['currency', { currency: 'XXX' }],
    ['currency', { currency: 'XAU' }],
    ['currency', { currency: 'DEM' }],
    ['imageUrl', { imageUrl: 'https://' }],
    ['imageUrl', { imageUrl: '/api/images/../users/signout' }],
    ['imageUrl', { imageUrl: 'https://a.example/x" onerror="alert(1)' }],
    ['imageUrl', { imageUrl: 'https://pictures.example/a.png?x=1' }],
    ['salesCloseAt', { salesOpenAt: '2034-02-01T00:00:00Z', salesCloseAt: '2034-02-01T00:00:00Z' }],
    ['salesOpenAt', { salesOpenAt: '2035-01-01T21:00:00Z' }],
    ['doorsAt', { doorsAt: '2035-01-01T19:00:00Z' }],
    ['doorsAt', { doorsAt: '2034-12-31T18:59:59Z' }],
  ])('are refused for their %s: %j', (field, change) => {
    expect(fieldsOf(checkEventDetails({ ...details, ...change }))).toEqual([field]);
  });

  it.each(['2035-01-01T18:59:59Z', '2034-12-31T19:00:00Z', null])(
    'may have the doors open at %s, up to a day before the start',
    (doorsAt) => {
      expect(fieldsOf(checkEventDetails({ ...details, doorsAt }))).toEqual([]);
    },
  );

  it('keep a currency that the install no longer offers', () => {
    const withdrawn = { ...details, currency: 'BGN' };
    expect(fieldsOf(checkEventDetails(withdrawn))).toEqual(['currency']);
    expect(fieldsOf(checkEventDetails(withdrawn, { currency: 'BGN', imageUrl: null }))).toEqual([]);
    expect(fieldsOf(checkEventDetails(withdrawn, { currency: 'EUR', imageUrl: null }))).toEqual([
      'currency',
    ]);
  });

  it('report all errors at once', () => {
    const wrong = { ...details, startsAt: '2035-99-99T00:00:00Z', timeZone: 'x', currency: 'ABC' };
    expect(fieldsOf(checkEventDetails(wrong))).toEqual(['startsAt', 'timeZone', 'currency']);
  });

  it('are normalised: trimmed, in UTC, in the spelling of the time zone database', () => {
    const given = {
      ...details,
      title: '  Concert ',
      startsAt: '2035-01-01T19:00+01:00',
      timeZone: 'europe/berlin',
      imageUrl: '/api/images/01934f3a-7c1e-7003-8a2b-0123456789ab',
    };
    expect(checkEventDetails(given)).toEqual({
      value: {
        ...given,
        title: 'Concert',
        startsAt: '2035-01-01T18:00:00.000Z',
        endsAt: '2035-01-01T21:00:00.000Z',
        timeZone: 'Europe/Berlin',
      },
    });
  });

  it.each([
    ['UTC', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['asia/saigon', 'Asia/Ho_Chi_Minh'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ])('may be in the zone %s, kept under the name of today: %s', (given, timeZone) => {
    const checked = checkEventDetails({ ...details, timeZone: given });
    expect(checked).toMatchObject({ value: { timeZone } });
  });
});

describe('an instant', () => {
  it('is read as the same moment whatever its offset, to the millisecond', () => {
    const date = fc.date({
      min: new Date('2000-01-02T00:00:00Z'),
      max: new Date('2100-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, offsetMinutes) => {
        const local = new Date(moment.getTime() + offsetMinutes * 60_000).toISOString();
        const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
        const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
        const offset = `${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
        expect(readInstant(local.replace('Z', offset))).toBe(moment.toISOString());
      }),
    );
  });
});

describe('the details of a ticket type', () => {
  const type: TicketTypeDetails = {
    name: 'VIP',
    description: '',
    price: 100,
    capacity: 5,
    poolId: null,
    poolLimit: null,
    perPersonLimit: 2,
    minPerOrder: 2,
    salesOpenAt: null,
    salesCloseAt: null,
    status: 'active',
  };
  const euros = { currency: 'EUR', perPersonLimit: null };
  it.each<[string, Partial<TicketTypeDetails>, string]>([
    ['price.currency', {}, 'USD'],
    [
      'salesCloseAt',
      { salesOpenAt: '2034-02-02T00:00Z', salesCloseAt: '2034-02-01T00:00Z' },
      'EUR',
    ],
    ['salesOpenAt', { salesOpenAt: '2034-13-01T00:00Z' }, 'EUR'],
    ['minPerOrder', { minPerOrder: 3 }, 'EUR'],
    ['minPerOrder', { perPersonLimit: 1 }, 'EUR'],
  ])('are refused for their %s', (field, change, currency) => {
    const checked = checkTicketTypeDetails({ ...type, ...change }, currency, euros);
    expect(fieldsOf(checked)).toEqual([field]);
  });

  it('are refused when an order needs more tickets than the event allows one person', () => {
    const checked = checkTicketTypeDetails(type, 'EUR', { ...euros, perPersonLimit: 1 });
    expect(fieldsOf(checked)).toEqual(['minPerOrder']);
  });

  it('are trimmed, and need no price when the price does not change', () => {
    expect(checkTicketTypeDetails({ ...type, name: ' VIP ' }, undefined, euros)).toEqual({
      value: type,
    });
  });
});

describe('publishing', () => {
  const event = { startsAt: '2035-01-02T00:00:00.000Z', endsAt: '2035-01-03T00:00:00.000Z' };
  it.each([
    [1, 0, '2035-01-01T23:59:59.999Z', undefined],
    [1, 0, '2035-01-02T00:00:00.000Z', 'event_not_publishable'],
    [1, 0, '2035-01-03T00:00:00.000Z', 'event_over'],
    [0, 0, '2035-01-01T00:00:00.000Z', 'event_not_publishable'],
    [0, 3, '2035-01-01T00:00:00.000Z', 'event_not_publishable'],
  ])('with %i ticket types, %i hidden, at %s: %s', (shown, hidden, now, code) => {
    expect(publishRefusal(event, { shown, hidden }, now)?.code).toBe(code);
  });
});

describe('a search', () => {
  it('is for words anywhere, and for beginnings of words', () => {
    expect(searchQuery('jazz zurich')).toMatchObject({
      titleWords: "('tjazz') & ('tzurich')",
      title: "('tjazz':*) & ('tzurich':*)",
      poster: "(('tjazz':* | 'vjazz':*)) & (('tzurich':* | 'vzurich':*))",
      anywhere: [
        { terms: "(('tjazz':* | 'vjazz':* | 'djazz':*))", search: "'jazz':*" },
        { terms: "(('tzurich':* | 'vzurich':* | 'dzurich':*))", search: "'zurich':*" },
      ],
    });
  });

  it.each([
    ['ac-dc', "(('tac':* & 'tdc':*) | 'tacdc':* | 'tacndc':*)"],
    ['r n b', "('tr') & ('tb':*)"],
    ['東京都', "'t東京':* & 't京都':*"],
    ['ジャズ', "('tジャ':* | 'tじゃ':*) & ('tャズ':* | 'tゃず':*)"],
    ['moe', "(('tmoe':* | 'tmo'))"],
    ['aarhus', "(('taarhus':* | 'tarhus'))"],
    ['東', "'t東':*"],
    ['-ac--dc- - live', "(('tac':* & 'tdc':*) | 'tacdc':* | 'tacndc':*) & ('tlive':*)"],
    ['', undefined],
    [' - -- ', undefined],
  ])('for %j is %s in the title', (plain, title) => {
    expect(searchQuery(plain)?.title).toBe(title);
  });

  it('tolerates one wrong letter in a word, but not in a number, a short word or a sign', () => {
    const slips = (plain: string) => searchQuery(plain)?.slips;
    expect(slips('rock')).toContain("'~rock' | ('tock' | 'vock') | '~ock'");
    expect(slips('metallica')).toContain("'~metallic':*");
    expect(slips('abc')).toContain("'~abc'");
    for (const plain of ['2027', 'dj', '東京', 'u2u2']) expect(slips(plain)).not.toContain('~');
  });

  it('is limited in size, however much is typed', () => {
    const words = Array.from({ length: 150 }, (_, index) => `w${index}`).join(' ');
    expect(searchQuery(words)?.title.split('&')).toHaveLength(40);
    expect(searchQuery('abcdefgh '.repeat(33))?.slips.length).toBeLessThan(30_000);
    const dense = `${'ジャズ'.repeat(8)} `.repeat(7);
    expect(searchQuery(`${dense}a`, `${dense}ae`)?.slips.length).toBeLessThan(250_000);
  });
});

describe('an image', () => {
  it.each([
    ['png', '89504e470d0a1a0a00'],
    ['jpeg', 'ffd8ffe000104a464946'],
    ['webp', '524946460000000057454250'],
    [undefined, '524946460000000057415645'],
    ['heic', '0000001866747970686569630000000068656963'],
    ['heic', '00000018667479706d6966310000000068656963'],
    [undefined, '0000001866747970617669660000000061766966'],
    [undefined, '3c7376672f3e'],
    [undefined, '89504e47'],
    [undefined, ''],
  ])('is %s by its bytes %s', (type, bytes) => {
    expect(sniffImage(Buffer.from(bytes, 'hex'))).toBe(type);
  });
});
