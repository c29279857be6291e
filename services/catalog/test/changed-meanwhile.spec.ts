import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTicketType,
  call,
  createDraft,
  inDays,
  putOnSale,
  said,
  startCatalog,
} from './support.js';

let server: TestServer;
const organiser = testAccount();
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

const patch = (path: string, body: object) =>
  server.request('PATCH', `/api/${path}`, { as: organiser, body });
const read = (id: string) => call<EventListing>(server, organiser, 'GET', `/api/events/${id}`);

describe('two people who change one event', () => {
  it('both keep their changes, though neither saw the other’s', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const { version } = event;
    const startsAt = inDays(server, 29);
    const first = await patch(`events/${event.id}`, { version, startsAt });
    const second = await patch(`events/${event.id}`, { version, description: 'Better' });
    expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
    expect(second.json()).toMatchObject({ startsAt, description: 'Better', version: version + 2 });
    await patch(`ticket-types/${ticketType.id}`, { version: 1, capacity: 200 });
    const renamed = await patch(`ticket-types/${ticketType.id}`, { version: 1, name: 'Stalls' });
    expect(renamed.json()).toMatchObject({ capacity: 200, name: 'Stalls' });
  });

  it.each<[string, object, object]>([
    ['startsAt', { startsAt: 29 }, { startsAt: 28 }],
    ['endsAt', { endsAt: 31 }, { endsAt: 32 }],
    ['salesOpenAt', { salesOpenAt: 1 }, { salesOpenAt: 2 }],
    ['salesCloseAt', { salesCloseAt: 20 }, { salesCloseAt: null }],
    ['title', { title: 'Theirs' }, { title: 'Ours' }],
    ['venueAddress', { venueAddress: 'Lane 1' }, { venueAddress: 'Lane 2' }],
    ['timeZone', { timeZone: 'Europe/Paris' }, { timeZone: 'Europe/Rome' }],
  ])(
    'get a conflict about the %s that they both changed, and nothing is saved',
    async (field, a, b) => {
      const { event } = await putOnSale(server, organiser, { salesCloseAt: inDays(server, 25) });
      const { version, id } = event;
      const instants = (change: object) =>
        Object.fromEntries(
          Object.entries(change).map(([key, value]) => [
            key,
            typeof value === 'number' ? inDays(server, value) : value,
          ]),
        );
      const theirs = await patch(`events/${id}`, { version, ...instants(a) });
      expect(theirs.statusCode).toBe(200);
      const ours = await patch(`events/${id}`, { version, venueName: 'Mill', ...instants(b) });
      expect(ours.statusCode).toBe(409);
      expect(ours.json()).toMatchObject({
        code: 'changed_meanwhile',
        errors: [{ field, message: expect.any(String) }],
        current: theirs.json(),
      });
      expect(await read(id)).toEqual(theirs.json());
      // An editor who has seen the other change may overwrite it.
      const decided = await patch(`events/${id}`, { version: version + 1, ...instants(b) });
      expect(decided.statusCode).toBe(200);
    },
  );

  it.each<[string, object, object]>([
    ['name', { name: 'Theirs' }, { name: 'Ours' }],
    ['price', { price: { amount: 1, currency: 'EUR' } }, { price: { amount: 2, currency: 'EUR' } }],
    ['capacity', { capacity: 200 }, { capacity: 50 }],
    ['perPersonLimit', { perPersonLimit: 2 }, { perPersonLimit: 3 }],
    // Under its older name.
    ['perPersonLimit', { perOrderLimit: 2 }, { perOrderLimit: 3 }],
    ['description', { description: 'a' }, { description: 'b' }],
  ])('get a conflict about the %s of a ticket type that they both changed', async (field, a, b) => {
    const { ticketType } = await putOnSale(server, organiser);
    const path = `ticket-types/${ticketType.id}`;
    const theirs = await patch(path, { version: 1, ...a });
    const ours = await patch(path, { version: 1, ...b });
    expect(ours.statusCode).toBe(409);
    expect(ours.json()).toMatchObject({
      code: 'changed_meanwhile',
      errors: [{ field }],
      current: theirs.json(),
    });
    const decided = await patch(path, { version: 2, ...b });
    expect(decided.json<TicketType>()).toMatchObject({ ...b, version: 3 });
  });

  it('get no conflict when both want the same, and no message is published twice', async () => {
    const draft = await createDraft(server, organiser);
    const change = { version: 1, title: 'Matinee ', startsAt: inDays(server, 30) };
    const [one, other] = await Promise.all([
      patch(`events/${draft.id}`, change),
      patch(`events/${draft.id}`, change),
    ]);
    expect(one.json()).toEqual(other.json());
    expect((await read(draft.id)).version).toBe(2);
    expect(await said(server, draft.id)).toHaveLength(2);
  });

  it('cannot undo a publication, a cancellation or a new member of staff from an outdated tab', async () => {
    const draft = await createDraft(server, organiser);
    const type = await addTicketType(server, organiser, draft.id);
    await call(server, organiser, 'POST', `/api/events/${draft.id}/publish`);
    const saved = await patch(`events/${draft.id}`, { version: 1, title: 'Older tab' });
    expect(saved.json()).toMatchObject({ status: 'published', title: 'Older tab' });
    await call(server, organiser, 'POST', `/api/events/${draft.id}/cancel`, { reason: 'Storm' });
    const late = await patch(`events/${draft.id}`, { version: 1, venueName: 'Mill' });
    expect(late.json().code).toBe('event_cancelled');
    expect((await patch(`ticket-types/${type.id}`, { version: 1, name: 'x' })).json().code).toBe(
      'event_cancelled',
    );
    expect(await read(draft.id)).toMatchObject({ status: 'cancelled', title: 'Older tab' });
  });

  it('lose none of many changes at once: each is kept, or its author gets a refusal', async () => {
    const { ticketType } = await putOnSale(server, organiser);
    const path = `ticket-types/${ticketType.id}`;
    const changes = Array.from({ length: 40 }, (_, i) => ({
      version: 1,
      ...[
        { capacity: 100 + i + 1 },
        { perOrderLimit: 11 + i },
        { name: `N${i}` },
        { description: `D${i}` },
      ][i % 4],
    }));
    const answers = await Promise.all(changes.map((change) => patch(path, change)));
    const kept = changes.filter((_, i) => answers[i]?.statusCode === 200);
    expect(answers.filter((answer) => answer.statusCode === 409)).toHaveLength(36);
    expect(kept).toHaveLength(4);
    const now = (await read(ticketType.eventId)).ticketTypes[0];
    expect(now).toMatchObject({ ...Object.assign({}, ...kept), version: 5 });
  });
});

describe('a change', () => {
  it('without the version that it was made on is refused with advice', async () => {
    const draft = await createDraft(server, organiser);
    const refused = await patch(`events/${draft.id}`, { title: 'x' });
    expect(refused.statusCode).toBe(400);
    expect(refused.json().errors).toEqual([
      { field: 'version', message: expect.stringMatching(/read the thing again.*`version`/) },
    ]);
  });

  it('made on a version that never existed is refused', async () => {
    const draft = await createDraft(server, organiser);
    const refused = await patch(`events/${draft.id}`, { version: 2, title: 'x' });
    expect(refused.statusCode).toBe(400);
    expect(refused.json().errors[0]).toMatchObject({ field: 'version' });
  });

  it('that contains no field changes nothing', async () => {
    const draft = await createDraft(server, organiser);
    expect((await patch(`events/${draft.id}`, { version: 1 })).json()).toEqual(draft);
  });

  it('assumes that every field may have changed once a release without field versions has written', async () => {
    const { ticketType } = await putOnSale(server, organiser);
    const path = `ticket-types/${ticketType.id}`;
    await server.infra.database.query(
      'update ticket_type set capacity = 200, version = version + 1 where id = $1',
      [ticketType.id],
    );
    expect((await patch(path, { version: 1, capacity: 50 })).statusCode).toBe(409);
    expect((await patch(path, { version: 2, capacity: 50 })).statusCode).toBe(200);
  });
});
