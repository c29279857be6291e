import { testAccount } from '@onsale/testing';
import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buy,
  deliver,
  deliverEvents,
  refunded,
  soldEvent,
  startTickets,
  type TicketsServer,
  ticketsOf,
} from './support.js';

let server: TicketsServer;
beforeAll(async () => {
  server = await startTickets();
});
afterAll(() => server.stop());

const kuppel = {
  venueName: 'Kuppel',
  startsAt: '2026-12-18T20:00:00.000Z',
  endsAt: '2026-12-18T22:00:00.000Z',
};

/** The entry that a calendar reads at an address, without a session. */
async function follow(calendarUrl = '') {
  const answer = await server.request('GET', new URL(calendarUrl).pathname);
  expect(answer.statusCode).toBe(200);
  const calendar = new ICAL.Component(ICAL.parse(answer.body) as unknown[]);
  const [component] = calendar.getAllSubcomponents('vevent');
  if (!component) throw new Error('no event');
  const { summary, uid, sequence, location, startDate, description } = new ICAL.Event(component);
  return {
    ...{ summary, uid, sequence, location, description },
    startsAt: startDate.toJSDate().toISOString(),
    method: calendar.getFirstPropertyValue('method'),
    status: component.getFirstPropertyValue('status'),
  };
}

test('a ticket bought before its event was moved shows the former place and time', async () => {
  const { buyer, event } = await soldEvent(server);
  await deliverEvents(server, { ...event, version: 5, ...kuppel });
  const later = testAccount();
  await buy(server, later, event.eventId);
  const [[before], [after]] = [await ticketsOf(server, buyer), await ticketsOf(server, later)];
  const { venueName, venueAddress, startsAt, endsAt, timeZone } = event;
  expect(before?.event).toMatchObject({
    ...kuppel,
    movedFrom: { venueName, venueAddress, startsAt, endsAt, timeZone },
  });
  expect(after?.event.movedFrom).toBeNull();

  await deliverEvents(server, { ...event, version: 6, title: 'By another name', ...kuppel });
  const [renamed] = await ticketsOf(server, later);
  expect(renamed?.event.movedFrom).toBeNull();

  // Back where it was: the first buyer is shown no move, and the second is.
  await deliverEvents(server, { ...event, version: 7 });
  expect((await ticketsOf(server, buyer))[0]?.event.movedFrom).toBeNull();
  expect((await ticketsOf(server, later))[0]?.event.movedFrom).toMatchObject(kuppel);
});

test('the holder of a ticket without a recorded version sees each move since then', async () => {
  const { buyer, event, order } = await soldEvent(server);
  await server.context.database.query(
    'update ticket set bought_version = null where order_id = $1',
    [order.orderId],
  );
  await deliverEvents(server, { ...event, version: 5, ...kuppel });
  expect((await ticketsOf(server, buyer))[0]?.event.movedFrom?.venueName).toBe(event.venueName);
});

test('a move of a draft is shown to no ticket holder', async () => {
  const { buyer, event } = await soldEvent(server, { status: 'draft' });
  await deliverEvents(server, { ...event, version: 5, status: 'published', ...kuppel });
  expect((await ticketsOf(server, buyer))[0]?.event.movedFrom).toBeNull();
});

test('a calendar that follows a ticket receives moves and the cancellation with its reason, and no personal data', async () => {
  const { buyer, event, order } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  const look = () => follow(ticket?.calendarUrl);
  const first = await look();
  expect(first).toMatchObject({
    method: 'PUBLISH',
    status: 'CONFIRMED',
    summary: event.title,
    sequence: 3,
    startsAt: event.startsAt,
    description: '',
  });

  await deliverEvents(server, { ...event, version: 5, ...kuppel });
  const moved = await look();
  expect(moved).toMatchObject({ uid: first.uid, sequence: 5, startsAt: kuppel.startsAt });
  expect(moved.location).toContain('Kuppel');
  expect(moved.description).toContain(`Moved from ${event.venueName}`);
  expect(moved.description).toContain('Moved from Thursday');

  const cancellationReason = 'The pianist is ill.';
  const off = { ...event, ...kuppel, status: 'cancelled' as const, cancellationReason };
  await deliverEvents(server, { ...off, version: 6 });
  await deliver(server, refunded(order));
  const cancelled = await look();
  expect(cancelled).toMatchObject({ uid: first.uid, sequence: 6, status: 'CANCELLED' });
  expect(cancelled.method).toBe('PUBLISH');
  expect(cancelled.summary).toBe(`Cancelled: ${event.title}`);
  expect(cancelled.description).toContain(cancellationReason);
  for (const { description } of [first, moved, cancelled]) {
    expect(description).not.toContain(buyer.name);
  }
  expect((await ticketsOf(server, buyer))[0]?.event).toMatchObject({ cancellationReason });
});

test('a holder and their calendar see the doors time and the age limit, even after a message that does not contain them', async () => {
  const doors = { doorsAt: '2026-12-17T18:00:00.000Z', ageLimit: 16 };
  const { buyer, event } = await soldEvent(server, doors);
  const [ticket] = await ticketsOf(server, buyer);
  expect(ticket?.event).toMatchObject(doors);
  const { description } = await follow(ticket?.calendarUrl);
  expect(description).toBe('Doors 19:00 CET\n16+, bring photo ID');

  const { doorsAt: _, ageLimit: __, ...silent } = event;
  await deliverEvents(server, { ...silent, version: 5, title: 'By another name' });
  const [renamed] = await ticketsOf(server, buyer);
  expect(renamed?.event).toMatchObject({ title: 'By another name', ...doors });
  await deliverEvents(server, { ...event, version: 6, doorsAt: null, ageLimit: null });
  const [last] = await ticketsOf(server, buyer);
  expect(last?.event).toMatchObject({ doorsAt: null, ageLimit: null });
});

test('anyone can put a published event in their calendar, where the entry of a ticket replaces it', async () => {
  const { buyer, event } = await soldEvent(server, { doorsAt: '2026-12-17T18:00:00.000Z' });
  const path = `/api/events/${event.eventId}/event.ics`;
  const [ticket] = await ticketsOf(server, buyer);
  const { uid } = await follow(ticket?.calendarUrl);
  expect(await follow(`https://x.example${path}`)).toMatchObject({
    ...{ uid, sequence: event.version, summary: event.title, description: 'Doors 19:00 CET' },
    ...{ startsAt: event.startsAt, method: 'PUBLISH', status: 'CONFIRMED' },
  });
  const answer = await server.request('GET', path);
  expect(answer.headers['content-disposition']).toContain('Concert.ics');
  expect(answer.body).toContain(`/events/${event.eventId}`);
  expect(answer.body).not.toContain(buyer.name);

  await deliverEvents(server, { ...event, version: 5, status: 'cancelled' });
  expect(await follow(`https://x.example${path}`)).toMatchObject({ method: 'CANCEL', sequence: 5 });
  const { event: draft } = await soldEvent(server, { status: 'draft' });
  const hidden = await server.request('GET', `/api/events/${draft.eventId}/event.ics`);
  expect(hidden.statusCode).toBe(404);
});

test('a refunded ticket disappears from the calendar that follows it', async () => {
  const { buyer, event, order } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  await deliver(server, refunded(order));
  expect(await follow(ticket?.calendarUrl)).toMatchObject({
    status: 'CANCELLED',
    sequence: event.version + 1,
    summary: `Ticket refunded: ${event.title}`,
  });
});

test('the address of a calendar cannot be invented or derived from another', async () => {
  const { buyer } = await soldEvent(server);
  const { buyer: other } = await soldEvent(server);
  const keyOf = async (who: typeof buyer) =>
    /calendars\/(.*)\//.exec((await ticketsOf(server, who))[0]?.calendarUrl ?? '')?.[1] ?? '';
  const [mine, theirs] = [await keyOf(buyer), await keyOf(other)].map((key) =>
    Buffer.from(key, 'base64url'),
  );
  if (!mine || !theirs) throw new Error('no key');
  const changed = Buffer.from(mine);
  changed.writeUInt8(changed.readUInt8(31) ^ 1, 31);
  const made = [
    changed,
    Buffer.concat([mine.subarray(0, 16), theirs.subarray(16)]),
    Buffer.concat([mine.subarray(0, 16), Buffer.alloc(16)]),
    Buffer.alloc(32),
  ];
  const ask = async (key: string) =>
    (await server.request('GET', `/api/tickets/calendars/${key}/event.ics`)).statusCode;
  expect(await ask(mine.toString('base64url'))).toBe(200);
  for (const key of made) expect(await ask(key.toString('base64url'))).toBe(404);
  expect(await ask('short')).toBe(400);
});
