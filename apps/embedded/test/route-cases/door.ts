import {
  badId,
  badPage,
  everyone,
  get,
  missing,
  nobodysId,
  only,
  type RouteAnswers,
  signedIn,
} from './shared.js';

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
  getEventCalendar: {
    cases: [
      get(({ event }) => `/api/events/${event.id}/event.ics`, everyone(200), 'a published event'),
      get(({ draft }) => `/api/events/${draft.id}/event.ics`, everyone(404), 'a draft'),
    ],
    bad: [
      badId((id) => `/api/events/${id}/event.ics`, 'anonymous'),
      missing((id) => `/api/events/${id}/event.ics`, 'anonymous'),
    ],
  },
  followCalendar: {
    cases: [
      get(({ ticket }) => new URL(ticket.calendarUrl ?? '').pathname, everyone(200), 'its address'),
    ],
    bad: [
      {
        what: 'an unknown address',
        by: 'buyer',
        request: () => ({ path: `/api/tickets/calendars/${'A'.repeat(43)}/event.ics` }),
        status: 404,
      },
      {
        what: 'a malformed address',
        by: 'buyer',
        request: () => ({ path: '/api/tickets/calendars/42/event.ics' }),
        status: 400,
      },
    ],
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
      {
        what: 'a code and a ticket',
        by: 'staff',
        request: ({ ticket }) => ({
          path: '/api/check-ins',
          body: { code: ticket.code, ticketId: ticket.id },
        }),
        status: 400,
      },
    ],
  },
  undoCheckIn: {
    cases: [
      {
        what: 'a check-in of the organiser’s own',
        async request({ ticket, people }) {
          const checkedIn = await people.organiser.call<{ checkedInAt: string }>(
            'POST',
            '/api/check-ins',
            { code: ticket.code },
          );
          return {
            path: '/api/check-ins/undo',
            body: { ticketId: ticket.id, checkedInAt: checkedIn.checkedInAt },
          };
        },
        answers: only({ organiser: 200, staff: 403 }, 404),
      },
    ],
    bad: [
      missing(() => '/api/check-ins/undo', 'staff', {
        ticketId: nobodysId,
        checkedInAt: '2026-11-01T10:00:00Z',
      }),
      {
        what: 'a check-in that does not exist',
        by: 'organiser',
        request: ({ ticket }) => ({
          path: '/api/check-ins/undo',
          body: { ticketId: ticket.id, checkedInAt: '2026-11-01T10:00:00Z' },
        }),
        status: 409,
      },
      {
        what: 'an invalid time',
        by: 'organiser',
        request: ({ ticket }) => ({
          path: '/api/check-ins/undo',
          body: { ticketId: ticket.id, checkedInAt: 'just now' },
        }),
        status: 400,
      },
    ],
  },
  findAtDoor: {
    cases: [
      get(
        ({ event }) => `/api/events/${event.id}/door/tickets?q=buyer`,
        only({ organiser: 200, staff: 200 }, 404),
      ),
    ],
    bad: [
      missing((id) => `/api/events/${id}/door/tickets?q=buyer`, 'staff'),
      {
        what: 'an empty search',
        by: 'staff',
        request: ({ event }) => ({ path: `/api/events/${event.id}/door/tickets` }),
        status: 400,
      },
      {
        what: 'an invalid cursor',
        by: 'staff',
        request: ({ event }) => ({ path: `/api/events/${event.id}/door/tickets?q=a&cursor=x` }),
        status: 400,
      },
    ],
  },
  listArrivals: {
    cases: [
      get(
        ({ event }) => `/api/events/${event.id}/door/log`,
        only({ organiser: 200, staff: 200 }, 404),
      ),
    ],
    bad: [
      missing((id) => `/api/events/${id}/door/log`, 'staff'),
      ...badPage(({ event }) => `/api/events/${event.id}/door/log`, 'staff'),
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
