import { randomUUID } from 'node:crypto';
import { allRoutes } from '@onsale/contracts/routes';
import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, type Reply, startTestInstall, type TestInstall } from './install.js';

interface Ids {
  readonly eventId: string;
  readonly ticketTypeId: string;
}

/** The input of each route that leads to an event, beside the ids in its address. */
const asked: Record<string, (ids: Ids) => { body?: object; query?: string }> = {
  getEvent: () => ({}),
  copyEvent: () => ({}),
  updateEvent: () => ({ body: { version: 1, title: 'x' } }),
  publishEvent: () => ({}),
  cancelEvent: () => ({ body: { reason: 'x' } }),
  createTicketType: () => ({
    body: { name: 'x', price: { amount: 1, currency: 'EUR' }, capacity: 1 },
  }),
  updateTicketType: () => ({ body: { version: 1, name: 'x' } }),
  deleteTicketType: () => ({}),
  orderTicketTypes: ({ ticketTypeId }) => ({ body: { ticketTypeIds: [ticketTypeId] } }),
  listStaff: () => ({}),
  inviteStaff: () => ({ body: {} }),
  withdrawInvitation: () => ({}),
  removeStaff: () => ({}),
  leaveStaff: () => ({}),
  placeOrder: ({ eventId, ticketTypeId }) => ({
    body: { eventId, lines: [{ ticketTypeId, quantity: 1 }] },
  }),
  getAvailability: () => ({}),
  getEventCalendar: () => ({}),
  getOwnTickets: () => ({}),
  streamAvailability: () => ({}),
  getSales: () => ({}),
  listEventOrders: () => ({}),
  getEventOrder: () => ({}),
  checkIn: ({ eventId }) => ({ body: { code: '7K3PX-9QM2D', eventId } }),
  getDoor: () => ({}),
  findAtDoor: () => ({ query: '?q=x' }),
  listArrivals: () => ({}),
  listAttendees: () => ({}),
  exportAttendees: () => ({}),
};

/** Routes whose address or body names an event or a ticket type. */
const routes = allRoutes.filter(
  ({ id, path }) =>
    /^\/api\/(events|ticket-types)\/:id/.test(path) || id === 'placeOrder' || id === 'checkIn',
);

let install: TestInstall;
let strangers: Record<'signed out' | 'signed in', Person>;
let drafts: Record<'draft' | 'cancelled draft', Ids>;
beforeAll(async () => {
  install = await startTestInstall();
  const organiser = await Person.signUp(install.url, 'Olga');
  strangers = {
    'signed out': Person.anonymous(install.url),
    'signed in': await Person.signUp(install.url, 'Eve'),
  };
  const make = async () => {
    const { id: eventId } = await organiser.createEvent();
    return { eventId, ticketTypeId: (await organiser.addTicketType(eventId)).id };
  };
  drafts = { draft: await make(), 'cancelled draft': await make() };
  const { eventId } = drafts['cancelled draft'];
  await organiser.call('POST', `/api/events/${eventId}/cancel`, { reason: 'No' });
  // A later published event shows that the messages about both drafts have arrived.
  await organiser.putOnSale();
  await eventually(() => organiser.call('GET', `/api/events/${eventId}/door`));
});
afterAll(() => install.stop());

const ask = (person: Person, { id, method, path }: (typeof routes)[number], ids: Ids) => {
  const { body, query = '' } = asked[id]?.(ids) ?? {};
  const named = path.startsWith('/api/ticket-types') ? ids.ticketTypeId : ids.eventId;
  return person.send({
    method,
    path: path.replace(':id', named).replaceAll(/:\w+/g, randomUUID()) + query,
    ...(body ? { body } : {}),
    headers: id === 'placeOrder' ? { 'idempotency-key': randomUUID() } : {},
  });
};

/** What a stranger can learn from an answer, apart from the id that they sent. */
const shape = ({ status, headers, json, text }: Reply, { eventId }: Ids) => {
  const { requestId: _, ...body } = json ?? { text };
  const said = JSON.stringify(body).replaceAll(eventId, 'asked for');
  return { status, type: headers.get('content-type'), said };
};

describe('for strangers', () => {
  it('every route that leads to an event is tried here', () => {
    expect(routes.map(({ id }) => id).sort()).toEqual(Object.keys(asked).sort());
  });

  describe.each(['draft', 'cancelled draft'] as const)('a %s does not exist', (kind) => {
    describe.each(['signed out', 'signed in'] as const)('when %s', (who) => {
      it.each(routes)('through $id', async (route) => {
        const person = strangers[who];
        const none = { eventId: randomUUID(), ticketTypeId: randomUUID() };
        const answer = await ask(person, route, drafts[kind]);
        expect(shape(answer, drafts[kind])).toEqual(shape(await ask(person, route, none), none));
        // Own tickets are none, whatever the event.
        expect(route.id === 'getOwnTickets' ? [401, 200] : [401, 404]).toContain(answer.status);
      });
    });
  });
});
