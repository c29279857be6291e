import { badId, missing, only, type RouteAnswers } from './shared.js';

const typeBody = { name: 'VIP', price: { amount: 100, currency: 'EUR' }, capacity: 5 };

export const ticketTypes: Record<string, RouteAnswers> = {
  createTicketType: {
    cases: [
      {
        what: 'at a published event',
        request: async ({ people }) => ({
          path: `/api/events/${(await people.organiser.putOnSale()).event.id}/ticket-types`,
          body: typeBody,
        }),
        answers: only({ organiser: 201 }, 403),
      },
    ],
    bad: [
      {
        what: 'another currency',
        by: 'organiser',
        request: ({ draft }) => ({
          path: `/api/events/${draft.id}/ticket-types`,
          body: { ...typeBody, price: { amount: 1, currency: 'USD' } },
        }),
        status: 400,
      },
      {
        what: 'a negative price',
        by: 'organiser',
        request: ({ draft }) => ({
          path: `/api/events/${draft.id}/ticket-types`,
          body: { ...typeBody, price: { amount: -1, currency: 'EUR' } },
        }),
        status: 400,
      },
    ],
  },
  updateTicketType: {
    cases: [
      {
        what: 'of a published event',
        request: ({ ticketType }) => ({
          path: `/api/ticket-types/${ticketType.id}`,
          body: { version: ticketType.version, name: 'Seats' },
        }),
        answers: only({ organiser: 200 }, 403),
      },
    ],
    bad: [
      {
        what: 'fewer than are sold',
        by: 'organiser',
        request: ({ ticketType }) => ({
          path: `/api/ticket-types/${ticketType.id}`,
          body: { version: ticketType.version, capacity: 0 },
        }),
        status: 409,
      },
      {
        what: 'a change without its version',
        by: 'organiser',
        request: ({ ticketType }) => ({
          path: `/api/ticket-types/${ticketType.id}`,
          body: { name: 'x' },
        }),
        status: 400,
      },
      {
        what: 'a field that someone else has changed meanwhile',
        by: 'organiser',
        request: async ({ people }) => {
          const { id: eventId } = await people.organiser.createEvent();
          const type = await people.organiser.addTicketType(eventId);
          await people.organiser.editTicketType(type, { capacity: 200 });
          return {
            path: `/api/ticket-types/${type.id}`,
            body: { version: type.version, capacity: 50 },
          };
        },
        status: 409,
      },
      missing((id) => `/api/ticket-types/${id}`, 'organiser', { version: 1, name: 'x' }),
    ],
  },
  deleteTicketType: {
    cases: [
      {
        what: 'of a published event, with nothing sold',
        request: async ({ event, people }) => {
          const type = await people.organiser.addTicketType(event.id);
          return { path: `/api/ticket-types/${type.id}` };
        },
        answers: only({ organiser: 204 }, 403),
      },
    ],
    bad: [
      {
        what: 'a ticket type that has been sold',
        by: 'organiser',
        request: ({ ticketType }) => ({ path: `/api/ticket-types/${ticketType.id}` }),
        status: 409,
      },
      badId((id) => `/api/ticket-types/${id}`, 'organiser'),
      missing((id) => `/api/ticket-types/${id}`, 'organiser'),
    ],
  },
  orderTicketTypes: {
    cases: [
      {
        what: 'of a draft',
        request: async ({ people }) => {
          const draft = await people.organiser.createEvent();
          const { id } = await people.organiser.addTicketType(draft.id);
          return {
            path: `/api/events/${draft.id}/ticket-types/order`,
            body: { ticketTypeIds: [id] },
          };
        },
        answers: only({ organiser: 200 }, 404),
      },
    ],
    bad: [
      {
        what: 'a ticket type of another event',
        by: 'organiser',
        request: ({ draft, ticketType }) => ({
          path: `/api/events/${draft.id}/ticket-types/order`,
          body: { ticketTypeIds: [ticketType.id] },
        }),
        status: 409,
      },
      missing((id) => `/api/events/${id}/ticket-types/order`, 'organiser', { ticketTypeIds: [] }),
    ],
  },
};
