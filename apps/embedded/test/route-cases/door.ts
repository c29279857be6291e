import { badId, badPage, get, missing, only, type RouteAnswers, signedIn } from './shared.js';

const own = (path: string) =>
  get(({ ticket }) => `/api/tickets/${ticket.id}${path}`, only({ buyer: 200 }, 404));

export const door: Record<string, RouteAnswers> = {
  listTickets: {
    cases: [get(() => '/api/tickets', signedIn(200))],
    bad: badPage(() => '/api/tickets', 'buyer'),
  },
  getTicket: {
    cases: [own('')],
    bad: [
      badId((id) => `/api/tickets/${id}`, 'buyer'),
      missing((id) => `/api/tickets/${id}`, 'buyer'),
    ],
  },
  getTicketQr: {
    cases: [own('/qr.svg')],
    bad: [missing((id) => `/api/tickets/${id}/qr.svg`, 'buyer')],
  },
  getTicketPdf: { cases: [own('/pdf')], bad: [missing((id) => `/api/tickets/${id}/pdf`, 'buyer')] },
  getTicketCalendar: {
    cases: [own('/event.ics')],
    bad: [missing((id) => `/api/tickets/${id}/event.ics`, 'buyer')],
  },
  checkIn: {
    cases: [
      {
        what: 'a ticket of the event',
        request: ({ ticket, event }) => ({
          path: '/api/check-ins',
          body: { code: ticket.code, eventId: event.id, gate: 'North' },
        }),
        answers: only({ organiser: 200, staff: 200 }, 403),
      },
      {
        what: 'a ticket, without saying at which event',
        request: ({ ticket }) => ({ path: '/api/check-ins', body: { code: ticket.code } }),
        answers: only({ organiser: 200, staff: 200 }, 404),
      },
    ],
    bad: [
      {
        what: 'nothing',
        by: 'staff',
        request: () => ({ path: '/api/check-ins', body: {} }),
        status: 400,
      },
    ],
  },
  getDoor: {
    cases: [
      get(({ event }) => `/api/events/${event.id}/door`, only({ organiser: 200, staff: 200 }, 404)),
    ],
    bad: [missing((id) => `/api/events/${id}/door`, 'staff')],
  },
  listAttendees: {
    cases: [get(({ event }) => `/api/events/${event.id}/attendees`, only({ organiser: 200 }, 404))],
    bad: badPage(({ event }) => `/api/events/${event.id}/attendees`, 'organiser'),
  },
  exportAttendees: {
    cases: [
      get(({ event }) => `/api/events/${event.id}/attendees.csv`, only({ organiser: 200 }, 404)),
    ],
    bad: [missing((id) => `/api/events/${id}/attendees.csv`, 'organiser')],
  },
};
