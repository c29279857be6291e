import type { EventListing } from '@onsale/contracts/catalog/http';
import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTicketType,
  call,
  createDraft,
  editEvent,
  eventBody,
  inDays,
  listAll,
  putOnSale,
  said,
  startCatalog,
  versionOf,
} from './support.js';

let server: TestServer;
const organiser = testAccount({ name: 'Olga' });
const stranger = testAccount();
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

const patch = async (id: string, change: object, as = organiser) =>
  server.request('PATCH', `/api/events/${id}`, {
    as,
    body: { version: await versionOf(server, id), ...change },
  });
const post = (path: string, as = organiser, body?: object) =>
  server.request('POST', `/api/events/${path}`, body ? { as, body } : { as });
const seenBy = async (id: string, as?: typeof organiser) =>
  (await server.request('GET', `/api/events/${id}`, as ? { as } : {})).statusCode;

describe('a draft', () => {
  it('contains the values that were sent, and is announced in a message', async () => {
    const body = eventBody(server, { title: ' Concert ', salesOpenAt: inDays(server, 1) });
    const draft = await call<EventListing>(server, organiser, 'POST', '/api/events', body);
    expect(draft).toMatchObject({
      ...body,
      title: 'Concert',
      description: '',
      venueAddress: '',
      version: 1,
      status: 'draft',
      organiser: { id: organiser.accountId, name: 'Olga' },
      imageUrl: null,
      ticketTypes: [],
    });
    const messages = await said(server, draft.id);
    expect(messages).toMatchObject([
      { type: 'event.created', data: { version: 1, status: 'draft', staffIds: [] } },
    ]);
    const read = await server.request('GET', `/api/events/${draft.id}`, { as: organiser });
    expect(read.json()).toEqual(draft);
  });

  it('is visible to its organiser alone', async () => {
    const { id } = await createDraft(server, organiser);
    expect(await seenBy(id, organiser)).toBe(200);
    expect(await seenBy(id, stranger)).toBe(404);
    expect(await seenBy(id)).toBe(404);
    expect((await patch(id, { title: 'Mine' }, stranger)).statusCode).toBe(404);
    expect((await post(`${id}/publish`, stranger)).statusCode).toBe(404);
    expect((await post(`${id}/cancel`, stranger, { reason: 'x' })).statusCode).toBe(404);
    expect((await listAll(server, {})).map((event) => event.id)).not.toContain(id);
  });

  it.each([
    ['title', { title: '\u200b' }],
    ['title', { title: `a${'\u0301'.repeat(139)}` }],
    ['title', { title: 'a\0' }],
    ['title', { title: '😀'.repeat(141) }],
    ['venueName', { venueName: '\u202e\u3164' }],
    ['description', { description: `${'a'.repeat(10)}${'\u0316'.repeat(400)}` }],
    ['startsAt', { startsAt: '0000-00-00T00:00Z' }],
    ['startsAt', { startsAt: '2035-02-30T00:00Z' }],
  ])('is refused for its %s: %j', async (field, changes) => {
    const body = eventBody(server, changes);
    const response = await server.request('POST', '/api/events', { as: organiser, body });
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toEqual([{ field, message: expect.any(String) }]);
  });

  it('keeps only the visible characters of its texts', async () => {
    const draft = await createDraft(server, organiser, {
      title: ' Night\nof\u202e\tJazz\u200b ',
      venueName: 'Zu\u0308rich\r\nHall',
      venueAddress: 'Quay 3\u2028Harbour',
      description: 'One\r\ntwo\u0007\n\n\n\nthree\u202e',
    });
    expect(draft).toMatchObject({
      title: 'Night of Jazz',
      venueName: 'Zürich Hall',
      venueAddress: 'Quay 3 Harbour',
      description: 'One\ntwo\n\nthree',
    });
    const path = `/api/events/${draft.id}`;
    const changed = await editEvent(server, organiser, draft.id, { title: '\u2067می‌خواهم\u2069' });
    expect(changed).toMatchObject({ title: 'می‌خواهم' });
    const reason = { reason: '\u202eRain.\r\nSorry.' };
    expect(await call(server, organiser, 'POST', `${path}/cancel`, reason)).toMatchObject({
      cancellationReason: 'Rain.\nSorry.',
    });
  });

  it('gets an error for each invalid field', async () => {
    const body = eventBody(server, { endsAt: inDays(server, 1), currency: 'QQQ' });
    const response = await server.request('POST', '/api/events', { as: organiser, body });
    expect(response.statusCode).toBe(400);
    expect(response.json().errors.map((error: { field: string }) => error.field)).toEqual([
      'endsAt',
      'currency',
    ]);
  });

  it('stays hidden from everyone else when it is cancelled', async () => {
    const { id } = await createDraft(server, organiser);
    expect((await post(`${id}/cancel`, organiser, { reason: 'No' })).statusCode).toBe(200);
    expect(await seenBy(id, organiser)).toBe(200);
    expect(await seenBy(id, stranger)).toBe(404);
  });
});

describe('publishing', () => {
  it('shows the event to everyone and publishes one message', async () => {
    const { event } = await putOnSale(server, organiser);
    expect(event).toMatchObject({ status: 'published', version: 2 });
    expect(event.ticketTypes).toHaveLength(1);
    expect(await seenBy(event.id)).toBe(200);
    const again = await post(`${event.id}/publish`);
    expect(again.json()).toEqual(event);
    expect((await said(server, event.id)).map(({ type, data }) => [type, data.version])).toEqual([
      ['event.created', 1],
      ['event.published', 2],
    ]);
  });

  it('is refused without a ticket type, after the start and after the end', async () => {
    const { id } = await createDraft(server, organiser);
    expect((await post(`${id}/publish`)).json().code).toBe('event_not_publishable');
    const past = { startsAt: inDays(server, -2), endsAt: inDays(server, -1) };
    const over = await createDraft(server, organiser, past);
    await addTicketType(server, organiser, over.id);
    expect((await post(`${over.id}/publish`)).json().code).toBe('event_over');
    expect((await patch(over.id, { endsAt: inDays(server, 1) })).statusCode).toBe(200);
    expect((await post(`${over.id}/publish`)).json().code).toBe('event_not_publishable');
  });
});

describe('changing an event', () => {
  it('changes the given fields and no others, as the next version', async () => {
    const { event } = await putOnSale(server, organiser, { description: 'Old' });
    const response = await patch(event.id, { description: 'New', imageUrl: null });
    expect(response.json()).toEqual({ ...event, description: 'New', version: 3 });
    expect((await said(server, event.id)).at(-1)).toMatchObject({
      type: 'event.updated',
      data: { version: 3, title: event.title, startsAt: event.startsAt },
    });
  });

  it('by two people at once loses neither change, and counts a version for each', async () => {
    const { event } = await putOnSale(server, organiser);
    const changes = [
      { title: 'T' },
      { description: 'D' },
      { venueName: 'V' },
      { venueAddress: 'A' },
      { timeZone: 'UTC' },
      { salesCloseAt: inDays(server, 20) },
    ];
    const responses = await Promise.all(changes.map((change) => patch(event.id, change)));
    expect(responses.map((response) => response.statusCode)).toEqual(changes.map(() => 200));
    const read = await server.request('GET', `/api/events/${event.id}`);
    expect(read.json()).toMatchObject({ ...Object.assign({}, ...changes), version: 8 });
    const versions = (await said(server, event.id)).map(({ data }) => data.version);
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('is possible for its organiser alone, even when others can see the event', async () => {
    const { event } = await putOnSale(server, organiser);
    expect((await patch(event.id, { title: 'Mine' }, stranger)).statusCode).toBe(403);
    expect((await post(`${event.id}/publish`, stranger)).statusCode).toBe(403);
    expect((await post(`${event.id}/cancel`, stranger, { reason: 'x' })).statusCode).toBe(403);
  });

  it('is checked together with the fields it leaves as they are', async () => {
    const { event } = await putOnSale(server, organiser);
    const response = await patch(event.id, { startsAt: inDays(server, 31) });
    expect(response.json().errors[0].field).toBe('endsAt');
  });

  it('cannot change the currency once there are prices', async () => {
    const draft = await createDraft(server, organiser);
    expect((await patch(draft.id, { currency: 'USD' })).json().currency).toBe('USD');
    const price = { amount: 1, currency: 'USD' };
    await addTicketType(server, organiser, draft.id, { price });
    expect((await patch(draft.id, { currency: 'EUR' })).statusCode).toBe(400);
    await post(`${draft.id}/publish`);
    expect((await patch(draft.id, { currency: 'EUR' })).json().code).toBe('event_not_draft');
    expect((await patch(draft.id, { currency: 'USD', title: 'Same' })).statusCode).toBe(200);
  });

  it('does not move a published event into the past', async () => {
    const { event } = await putOnSale(server, organiser);
    const response = await patch(event.id, { startsAt: inDays(server, -1) });
    expect(response.json().errors[0].field).toBe('startsAt');
  });
});

describe('cancelling', () => {
  it('leaves the event visible with the first reason, unchangeable, and out of the list', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const cancelled = await post(`${event.id}/cancel`, organiser, { reason: ' Storm ' });
    expect(cancelled.json()).toMatchObject({ status: 'cancelled', cancellationReason: 'Storm' });
    const again = await post(`${event.id}/cancel`, organiser, { reason: 'Other' });
    expect(again.json()).toEqual(cancelled.json());
    expect((await server.request('GET', `/api/events/${event.id}`)).json()).toEqual(
      cancelled.json(),
    );
    expect((await listAll(server, {})).map((one) => one.id)).not.toContain(event.id);
    expect((await patch(event.id, { title: 'x' })).json().code).toBe('event_cancelled');
    expect((await post(`${event.id}/publish`)).json().code).toBe('event_cancelled');
    const change = await server.request('PATCH', `/api/ticket-types/${ticketType.id}`, {
      as: organiser,
      body: { version: 1, name: 'x' },
    });
    expect(change.json().code).toBe('event_cancelled');
    expect((await said(server, event.id)).at(-1)).toMatchObject({
      type: 'event.cancelled',
      data: { version: 3, status: 'cancelled', cancellationReason: 'Storm' },
    });
  });
});

it('one account can create a limited number of events a day', async () => {
  const busy = testAccount();
  const small = await startCatalog({ ONSALE_EVENTS_PER_DAY: '2' });
  const ask = async (as: typeof busy) =>
    (await small.request('POST', '/api/events', { as, body: eventBody(small) })).statusCode;
  const statuses = await Promise.all([ask(busy), ask(busy), ask(busy)]);
  expect(statuses.sort()).toEqual([201, 201, 429]);
  expect(await ask(stranger)).toBe(201);
  small.clock.advance(86_400_000);
  expect(await ask(busy)).toBe(201);
  await small.stop();
});
