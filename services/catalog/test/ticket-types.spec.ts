import type { EventListing } from '@onsale/contracts/catalog/http';
import { amounts } from '@onsale/contracts/limits';
import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTicketType,
  call,
  createDraft,
  inDays,
  putOnSale,
  said,
  sayStock,
  startCatalog,
  ticketTypeBody,
  versionOf,
} from './support.js';

let server: TestServer;
const organiser = testAccount();
const stranger = testAccount();
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

const patch = async (id: string, change: object, as = organiser) =>
  server.request('PATCH', `/api/ticket-types/${id}`, {
    as,
    body: { version: await versionOf(server, id), ...change },
  });
const post = (eventId: string, body: object, as = organiser) =>
  server.request('POST', `/api/events/${eventId}/ticket-types`, { as, body });

describe('a new ticket type', () => {
  it('is listed at its event after those added before', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const vip = await addTicketType(server, organiser, event.id, {
      name: ' VIP ',
      price: { amount: 0, currency: 'EUR' },
      salesOpenAt: inDays(server, 1),
    });
    expect(vip).toMatchObject({
      eventId: event.id,
      version: 1,
      name: 'VIP',
      description: '',
      perPersonLimit: 10,
      perOrderLimit: 10,
      minPerOrder: 1,
      price: { amount: 0, currency: 'EUR' },
      salesOpenAt: inDays(server, 1),
      salesCloseAt: null,
    });
    const read = await call<EventListing>(server, stranger, 'GET', `/api/events/${event.id}`);
    expect(read.ticketTypes).toEqual([ticketType, vip]);
    expect(await said(server, vip.id)).toMatchObject([
      { type: 'ticket-type.created', data: { version: 1, eventId: event.id, name: 'VIP' } },
    ]);
  });

  it('is refused in another currency, and at someone else’s draft or event', async () => {
    const draft = await createDraft(server, organiser);
    const wrong = await post(draft.id, ticketTypeBody({ price: { amount: 1, currency: 'USD' } }));
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().errors[0].field).toBe('price.currency');
    expect((await post(draft.id, ticketTypeBody(), stranger)).statusCode).toBe(404);
    const { event } = await putOnSale(server, organiser);
    expect((await post(event.id, ticketTypeBody(), stranger)).statusCode).toBe(403);
  });

  it('is at most the twentieth, even when all are created at once', async () => {
    const draft = await createDraft(server, organiser);
    const responses = await Promise.all(
      Array.from({ length: 24 }, () => post(draft.id, ticketTypeBody())),
    );
    const refused = responses.filter((response) => response.statusCode !== 201);
    expect(refused.map((response) => response.json().code)).toEqual(
      Array(4).fill('too_many_ticket_types'),
    );
  });

  it('is at most the two hundredth, however many were deleted', async () => {
    const busy = testAccount();
    const draft = await createDraft(server, busy);
    const { max } = amounts.ticketTypesEver;
    for (let made = 0; made < max; made += 1) {
      const { id } = await addTicketType(server, busy, draft.id);
      const deleted = await server.request('DELETE', `/api/ticket-types/${id}`, { as: busy });
      expect(deleted.statusCode).toBe(204);
    }
    const refused = (await post(draft.id, ticketTypeBody(), busy)).json();
    expect(refused.code).toBe('too_many_ticket_types');
    expect(refused.detail).toContain(`up to ${max} ticket types, deleted ones too.`);
  });
});

describe('changing a ticket type', () => {
  it('changes the given fields and no others, as the next version', async () => {
    const { ticketType } = await putOnSale(server, organiser);
    const response = await patch(ticketType.id, { price: { amount: 3000, currency: 'EUR' } });
    expect(response.json()).toEqual({
      ...ticketType,
      version: 2,
      price: { amount: 3000, currency: 'EUR' },
    });
    expect(
      (await said(server, ticketType.id)).map(({ type, data }) => [type, data.version]),
    ).toEqual([
      ['ticket-type.created', 1],
      ['ticket-type.updated', 2],
    ]);
  });

  it('by two people at once loses neither change', async () => {
    const { ticketType } = await putOnSale(server, organiser);
    const changes = [
      { name: 'N' },
      { description: 'D' },
      { capacity: 7 },
      { perPersonLimit: 3 },
      { salesOpenAt: inDays(server, 2) },
    ];
    await Promise.all(changes.map((change) => patch(ticketType.id, change)));
    const { event } = { event: ticketType.eventId };
    const read = await call<EventListing>(server, stranger, 'GET', `/api/events/${event}`);
    expect(read.ticketTypes[0]).toMatchObject({ ...Object.assign({}, ...changes), version: 6 });
  });

  it('is possible for the organiser alone', async () => {
    const { ticketType } = await putOnSale(server, organiser);
    expect((await patch(ticketType.id, { name: 'x' }, stranger)).statusCode).toBe(403);
    const draft = await createDraft(server, organiser);
    const hidden = await addTicketType(server, organiser, draft.id);
    expect((await patch(hidden.id, { name: 'x' }, stranger)).statusCode).toBe(404);
  });

  it('never takes away held or sold tickets', async () => {
    const { ticketType } = await putOnSale(server, organiser, {}, { capacity: 10 });
    await sayStock(server, ticketType, { version: 2, held: 2, sold: 4 });
    const refused = await patch(ticketType.id, { capacity: 5 });
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({
      code: 'capacity_in_use',
      detail: expect.stringContaining('6 tickets'),
    });
    expect((await patch(ticketType.id, { capacity: 6 })).json().capacity).toBe(6);
    expect((await patch(ticketType.id, { capacity: 12 })).json().capacity).toBe(12);
    // Received late: this stock has been given back since.
    await sayStock(server, ticketType, { version: 5, sold: 4 });
    await sayStock(server, ticketType, { version: 4, held: 2, sold: 4 });
    expect((await patch(ticketType.id, { capacity: 4 })).json().capacity).toBe(4);
  });
});
