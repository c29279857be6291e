import * as contracts from '@onsale/contracts/orders/http';
import { type Clock, type Database, route } from '@onsale/runtime';
import { nobody, ticketsAt } from './person.js';
import { readPersons } from './store-persons.js';

/** `GET /api/events/:id/own-tickets`: the tickets of the caller; none for an unknown event. */
export const getOwnTickets = (database: Database, clock: Clock) =>
  route(contracts.getOwnTickets, async ({ params, session: { accountId } }) => {
    const visit = { accountId, eventId: params.id };
    const persons = await readPersons(database, [visit], clock.now(), 0);
    const had = ticketsAt(params.id, persons.get(accountId) ?? nobody);
    const ticketTypes = [...had].map(([ticketTypeId, quantity]) => ({ ticketTypeId, quantity }));
    return { status: 200, body: { eventId: params.id, ticketTypes } };
  });
