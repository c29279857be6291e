import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { Line, Opaque, SearchText } from '../text-fields.js';
import { Id, IdParams, Instant, Nullable, Page, PageQuery } from '../values.js';
import { TicketStatus } from './messages.js';

export const Ticket = Type.Object({
  id: Id,
  status: TicketStatus,
  orderId: Id,
  event: Type.Object({
    id: Id,
    title: Type.String(),
    venueName: Type.String(),
    venueAddress: Type.String(),
    startsAt: Instant,
    endsAt: Instant,
    timeZone: Type.String(),
    status: Type.Enum(['draft', 'published', 'cancelled']),
  }),
  ticketTypeName: Type.String(),
  holderName: Type.String(),
  /** What the QR holds: signed, so a forgery shows without the network. See `./code.ts`. */
  code: Type.String(),
  /** For typing at the gate, as it is shown: `7K3PX-9QM2D`. Unguessable, known online only. */
  shortCode: Type.String(),
  issuedAt: Instant,
  checkedInAt: Nullable(Instant),
});
export type Ticket = Static<typeof Ticket>;

export const listTickets = defineRoute({
  id: 'listTickets',
  service: 'tickets',
  method: 'GET',
  path: '/api/tickets',
  summary: "The caller's own tickets, newest first, or by the time of their events with `when`",
  access: 'account',
  query: Type.Object(
    {
      ...PageQuery.properties,
      orderId: Type.Optional(Id),
      when: Type.Optional(
        Type.Enum(['upcoming', 'past'], {
          description:
            'upcoming: what still opens a door, the next event first; past: void tickets and ' +
            'events that are over or cancelled, the latest event first',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  responses: { 200: Page(Ticket) },
});

export const getTicket = defineRoute({
  id: 'getTicket',
  service: 'tickets',
  method: 'GET',
  path: '/api/tickets/:id',
  summary: "One of the caller's own tickets",
  access: 'account',
  params: IdParams,
  responses: { 200: Ticket },
});

export const getTicketQr = defineRoute({
  id: 'getTicketQr',
  service: 'tickets',
  method: 'GET',
  path: '/api/tickets/:id/qr.svg',
  summary: 'The QR code of a ticket that is not void',
  access: 'account',
  params: IdParams,
  responses: { 200: { mediaType: 'image/svg+xml', description: 'the QR code' } },
  conflicts: ['ticket_void'],
});

export const getTicketPdf = defineRoute({
  id: 'getTicketPdf',
  service: 'tickets',
  method: 'GET',
  path: '/api/tickets/:id/pdf',
  summary: 'A ticket that is not void, on a page to print',
  access: 'account',
  params: IdParams,
  responses: { 200: { mediaType: 'application/pdf', description: 'one A4 page' } },
  conflicts: ['ticket_void'],
});

export const getTicketCalendar = defineRoute({
  id: 'getTicketCalendar',
  service: 'tickets',
  method: 'GET',
  path: '/api/tickets/:id/event.ics',
  summary: 'The event as a calendar entry, while the ticket is not void or the event is cancelled',
  access: 'account',
  params: IdParams,
  responses: { 200: { mediaType: 'text/calendar', description: 'RFC 5545' } },
  conflicts: ['ticket_void'],
});

/**
 * What the gate says.
 * - `admitted`: first scan, let them in
 * - `already_admitted`: see `checkedInAt` and `gate` for when and where
 * - `wrong_event`: a true ticket, for another event than `eventId`
 * - `void`: refunded or cancelled
 * - `forged`: not a code this install has signed or issued
 */
export const CheckInResult = Type.Enum([
  'admitted',
  'already_admitted',
  'wrong_event',
  'void',
  'forged',
]);

export const CheckIn = Type.Object({
  result: CheckInResult,
  /** Null for a forged code, and for a ticket to an event the caller does not work at. */
  ticket: Nullable(
    Type.Object({
      id: Id,
      eventTitle: Type.String(),
      ticketTypeName: Type.String(),
      holderName: Type.String(),
    }),
  ),
  checkedInAt: Nullable(Instant),
  gate: Nullable(Type.String()),
});
export type CheckIn = Static<typeof CheckIn>;

export const checkIn = defineRoute({
  id: 'checkIn',
  service: 'tickets',
  method: 'POST',
  path: '/api/check-ins',
  summary: 'Scan a ticket at the door, as the organiser or staff of the event',
  access: 'account',
  body: Type.Object(
    {
      code: Opaque({
        minLength: 1,
        maxLength: 300,
        description: "the QR's text or the short code",
      }),
      eventId: Type.Optional(Id),
      gate: Type.Optional(Line({ maxLength: 40 })),
    },
    { additionalProperties: false },
  ),
  responses: { 200: CheckIn },
  refuses: [404],
});

export const getDoor = defineRoute({
  id: 'getDoor',
  service: 'tickets',
  method: 'GET',
  path: '/api/events/:id/door',
  summary: 'How many are in, and the public key that tells a forged code, for organiser and staff',
  access: 'account',
  params: IdParams,
  responses: {
    200: Type.Object({
      eventId: Id,
      eventTitle: Type.String(),
      issued: Type.Integer(),
      checkedIn: Type.Integer(),
      publicKey: Type.String({ description: 'Ed25519, base64url of the 32 raw bytes' }),
    }),
  },
});

export const Attendee = Type.Object({
  ticketId: Id,
  orderId: Id,
  holderName: Type.String(),
  holderEmail: Type.String(),
  ticketTypeName: Type.String(),
  status: TicketStatus,
  shortCode: Type.String(),
  issuedAt: Instant,
  checkedInAt: Nullable(Instant),
  gate: Nullable(Type.String()),
});
export type Attendee = Static<typeof Attendee>;

export const listAttendees = defineRoute({
  id: 'listAttendees',
  service: 'tickets',
  method: 'GET',
  path: '/api/events/:id/attendees',
  summary: 'Who has a ticket, newest first, for the organiser',
  access: 'account',
  params: IdParams,
  query: Type.Object(
    {
      ...PageQuery.properties,
      q: Type.Optional(
        SearchText({
          maxLength: 100,
          description: 'words in name, e-mail, short code or order number, in any order',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  responses: { 200: Page(Attendee) },
});

export const exportAttendees = defineRoute({
  id: 'exportAttendees',
  service: 'tickets',
  method: 'GET',
  path: '/api/events/:id/attendees.csv',
  summary: 'All attendees as a spreadsheet, for the organiser',
  access: 'account',
  params: IdParams,
  responses: {
    200: {
      mediaType: 'text/csv',
      description: 'UTF-16 with tabs, which spreadsheets of all countries open, with a header row',
    },
  },
});

export const ticketsRoutes = [
  listTickets,
  getTicket,
  getTicketQr,
  getTicketPdf,
  getTicketCalendar,
  checkIn,
  getDoor,
  listAttendees,
  exportAttendees,
] as const;
