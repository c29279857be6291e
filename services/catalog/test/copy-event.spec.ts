import type { EventListing } from '@onsale/contracts/catalog/http';
import { type TestServer, testAccount } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shiftWeeks, weeksAhead } from '../src/shift-weeks.js';
import { addTicketType, call, inDays, putOnSale, said, sayStock, startCatalog } from './support.js';

let server: TestServer;
const organiser = testAccount();
beforeAll(async () => {
  server = await startCatalog({ ONSALE_EVENTS_PER_DAY: '8' });
});
afterAll(() => server.stop());

const copy = (id: string, as = organiser) =>
  call<EventListing>(server, as, 'POST', `/api/events/${id}/copy`);

describe('a copy of an event', () => {
  it('is a draft for a later date with everything its organiser wrote, and no sales', async () => {
    const { event, ticketType } = await putOnSale(
      server,
      organiser,
      {
        ...{ description: 'Words', venueAddress: 'Lane 1', unlisted: true, perPersonLimit: 6 },
        ...{ doorsAt: inDays(server, 29.9), ageLimit: 18, refundPolicy: 'Never.' },
      },
      { salesCloseAt: inDays(server, 20) },
    );
    const hidden = await addTicketType(server, organiser, event.id, { status: 'hidden' });
    const deleted = await addTicketType(server, organiser, event.id);
    await call(server, organiser, 'DELETE', `/api/ticket-types/${deleted.id}`);
    await sayStock(server, ticketType, { version: 1, sold: 9 });

    const made = await copy(event.id);
    const later = (at: string | null) => at && shiftWeeks(at, 1, event.timeZone);
    const type = (one: typeof ticketType) => ({
      ...one,
      id: expect.any(String),
      eventId: made.id,
      version: 1,
      salesCloseAt: later(one.salesCloseAt),
    });
    expect(made).toEqual({
      ...event,
      id: made.id,
      version: 1,
      status: 'draft',
      startsAt: later(event.startsAt),
      endsAt: later(event.endsAt),
      doorsAt: later(event.doorsAt ?? null),
      ticketTypes: [type(ticketType), type(hidden)],
    });
    expect(made.id).not.toBe(event.id);
    expect((await said(server, made.id)).map((one) => one.type)).toEqual(['event.created']);
    const [first] = made.ticketTypes;
    expect(await said(server, first?.id ?? '')).toMatchObject([
      { type: 'ticket-type.created', data: { eventId: made.id, capacity: 100 } },
    ]);
  });

  it('has ticket types that share places as those of the event do', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const adult = await addTicketType(server, organiser, event.id, {
      capacity: undefined,
      poolId: ticketType.id,
      poolLimit: 7,
    });
    expect(adult.poolId).toBe(ticketType.id);
    const [owner, sharer] = (await copy(event.id)).ticketTypes;
    expect(sharer).toMatchObject({ poolId: owner?.id, poolLimit: 7, capacity: 7 });
  });

  it('of a cancelled event is a draft like any other', async () => {
    const { event } = await putOnSale(server, organiser);
    await call(server, organiser, 'POST', `/api/events/${event.id}/cancel`, { reason: 'Storm' });
    expect(await copy(event.id)).toMatchObject({ status: 'draft', cancellationReason: null });
  });

  it('can be made by the organiser alone, and counts as one of the day’s new events', async () => {
    const other = testAccount();
    const { event } = await putOnSale(server, other);
    const ask = (as: typeof other) =>
      server.request('POST', `/api/events/${event.id}/copy`, { as });
    expect((await ask(testAccount())).statusCode).toBe(403);
    for (let n = 2; n <= 8; n += 1) expect((await ask(other)).statusCode).toBe(201);
    expect((await ask(other)).statusCode).toBe(429);
  });
});

describe('the date of a copy', () => {
  const now = new Date('2026-06-10T12:00:00Z');

  it.each([
    ['2026-06-20T18:00:00.000Z', 1],
    ['2026-06-10T11:00:00.000Z', 2],
    ['2020-01-01T18:00:00.000Z', 337],
  ])('of %s is %i weeks later', (startsAt, weeks) => {
    expect(weeksAhead(startsAt, now)).toBe(weeks);
  });

  it('keeps the time of day when the clocks have changed', () => {
    expect(shiftWeeks('2026-10-24T18:00:00.000Z', 1, 'Europe/Berlin')).toBe(
      '2026-10-31T19:00:00.000Z',
    );
    expect(shiftWeeks('2026-03-22T01:30:00.000Z', 1, 'Europe/Berlin')).toBe(
      '2026-03-29T01:30:00.000Z',
    );
  });

  it('is in the future, on the same weekday and at the same time, in every time zone', () => {
    const date = fc.date({
      min: new Date('2001-01-01'),
      max: new Date('2090-01-01'),
      noInvalidDate: true,
    });
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC');
    const clock = (at: string, timeZone: string) =>
      new Date(at).toLocaleString('en-GB', {
        timeZone,
        weekday: 'long',
        hour: '2-digit',
        minute: '2-digit',
      });
    fc.assert(
      fc.property(date, zone, (moment, timeZone) => {
        const at = moment.toISOString();
        const weeks = weeksAhead(at, now);
        const then = shiftWeeks(at, weeks, timeZone);
        expect(Date.parse(then)).toBeGreaterThan(now.getTime());
        // Changing the clocks skips an hour of one night a year.
        if (moment.getUTCHours() > 9) expect(clock(then, timeZone)).toBe(clock(at, timeZone));
      }),
    );
  });
});
