import Type, { type Static } from 'typebox';
import { OptionalAgeLimit } from '../catalog/age-limit.js';
import { defineRoute } from '../route.js';
import { Line, Opaque, SearchText } from '../text-fields.js';
import { EventPlan, Id, IdParams, Instant, Nullable, Page, PageQuery } from '../values.js';
import { WaitHeaders } from '../waiting.js';
import { TicketStatus } from './messages.js';
import { maxCodeLength } from './read-code.js';

export const Ticket = Type.Object({
  id: Id,
  status: TicketStatus,
  orderId: Id,
  event: Type.Object({
    id: Id,
    title: Type.String(),
    ...EventPlan.properties,
    /** When guests may come in; null: when the event begins. */
    doorsAt: Type.Optional(Nullable(Instant)),
    ageLimit: OptionalAgeLimit,
    status: Type.Enum(['draft', 'published', 'cancelled']),
    /** Why the organiser cancelled the event. The previous release does not send it. */
    cancellationReason: Type.Optional(Nullable(Type.String())),
    /** When and where the event was planned when the ticket was bought; null: unchanged. */
    movedFrom: Type.Optional(Nullable(EventPlan)),
  }),
  ticketTypeName: Type.String(),
  holderName: Type.String(),
  /** The text of the QR code, signed so that a gate detects forgeries offline. See `./code.ts`. */
  code: Type.String(),
  /** For typing at the gate, as it is shown. Unguessable; only the server can check it. */
  shortCode: Type.String({ examples: ['7K3PX-9QM2D'] }),
  /** An address that calendars poll without signing in; it shows the event only. */
  calendarUrl: Type.Optional(Type.String()),
  issuedAt: Instant,
  checkedInAt: Nullable(Instant),
});
export type Ticket = Static<typeof Ticket>;

export const listTickets = defineRoute({
  id: 'listTickets',
  service: 'tickets',
  method: 'GET',
  path: '/api/tickets',
  summary:
    "The caller's own tickets, newest first, or by the time of their events with `when`; with `orderId` alone and `Prefer: wait`, once the order has tickets",
  access: 'account',
  headers: WaitHeaders,
  query: Type.Object(
    {
      ...PageQuery.properties,
      orderId: Type.Optional(Id),
      when: Type.Optional(
        Type.Enum(['upcoming', 'past'], {
          description:
            'upcoming: tickets that still admit, the next event first; past: void tickets and ' +
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

export const getEventCalendar = defineRoute({
  id: 'getEventCalendar',
  service: 'tickets',
  method: 'GET',
  path: '/api/events/:id/event.ics',
  summary: 'A published event as a calendar entry, before or without a ticket',
  access: 'public',
  params: IdParams,
  responses: { 200: { mediaType: 'text/calendar', description: 'RFC 5545' } },
});

export const followCalendar = defineRoute({
  id: 'followCalendar',
  service: 'tickets',
  method: 'GET',
  path: '/api/tickets/calendars/:key/event.ics',
  summary: "The event of a ticket for calendars to follow: the ticket's `calendarUrl`",
  access: 'public',
  params: Type.Object({
    key: Type.String({
      pattern: '^[A-Za-z0-9_-]{43}$',
      'x-refusal': 'must be the 43 characters of an address that a ticket gives',
    }),
  }),
  responses: { 200: { mediaType: 'text/calendar', description: 'RFC 5545' } },
});

/**
 * The result of a scan.
 * - `admitted`: the first scan; admit the person
 * - `already_admitted`: see `checkedInAt` and `gate` for when and where
 * - `wrong_event`: a genuine ticket for another event than `eventId`
 * - `void`: refunded or cancelled
 * - `not_open`: a genuine ticket, before check-in opens at `opensAt`
 * - `not_found`: no ticket has this short code, or the text is no code
 * - `forged`: has the form of a ticket's code, but this install did not sign it
 */
export const CheckInResult = Type.Enum([
  'admitted',
  'already_admitted',
  'wrong_event',
  'void',
  'not_open',
  'not_found',
  'forged',
]);

export const CheckIn = Type.Object({
  result: CheckInResult,
  /** Null if no ticket has the code, or if the caller does not work at the event of the ticket. */
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
  /** Only with `not_open`. */
  opensAt: Type.Optional(Instant),
});
export type CheckIn = Static<typeof CheckIn>;

export const checkIn = defineRoute({
  id: 'checkIn',
  service: 'tickets',
  method: 'POST',
  path: '/api/check-ins',
  summary: 'Check a ticket in, as the organiser or staff of the event: by `code`, or by `ticketId`',
  access: 'account',
  body: Type.Object(
    {
      code: Type.Optional(
        Opaque({
          minLength: 1,
          maxLength: maxCodeLength,
          description: "the QR's text or the short code, as scanned or typed",
          examples: ['7K3PX-9QM2D'],
        }),
      ),
      ticketId: Type.Optional({
        ...Id,
        description: 'instead of `code`: a ticket that was found by its holder',
      }),
      scanId: Type.Optional({
        ...Id,
        description: 'a new UUID for each scan; a retry with it gets the first answer',
      }),
      eventId: Type.Optional(Id),
      gate: Type.Optional(Line({ maxLength: 40, examples: ['North'] })),
    },
    { additionalProperties: false },
  ),
  responses: { 200: CheckIn },
  refuses: { 403: ['forbidden'], 404: ['not_found'] },
});

export const undoCheckIn = defineRoute({
  id: 'undoCheckIn',
  service: 'tickets',
  method: 'POST',
  path: '/api/check-ins/undo',
  summary:
    'Undo a check-in: within ten minutes by the person who made it, at any time by the organiser',
  access: 'account',
  body: Type.Object(
    { ticketId: Id, checkedInAt: { ...Instant, description: 'of the check-in to undo' } },
    { additionalProperties: false },
  ),
  responses: { 200: Type.Object({ ticketId: Id, undoneAt: Instant }) },
  refuses: { 403: ['forbidden'], 404: ['not_found'] },
  conflicts: ['not_checked_in'],
});

export const getDoor = defineRoute({
  id: 'getDoor',
  service: 'tickets',
  method: 'GET',
  path: '/api/events/:id/door',
  summary:
    'When check-in opens, how many are checked in, and the key that detects forged codes; for organiser and staff',
  access: 'account',
  permission: 'door:work',
  params: IdParams,
  responses: {
    200: Type.Object({
      eventId: Id,
      eventTitle: Type.String(),
      issued: Type.Integer(),
      checkedIn: Type.Integer(),
      ticketTypes: Type.Array(
        Type.Object({
          ticketTypeId: Id,
          name: Type.String(),
          issued: Type.Integer(),
          checkedIn: Type.Integer(),
        }),
      ),
      checkInOpensAt: Instant,
      role: Type.Enum(['organiser', 'staff']),
      publicKey: Type.String({ description: 'Ed25519, base64url of the 32 raw bytes' }),
    }),
  },
});

/** A ticket as door staff see it, without email address and code. */
export const DoorTicket = Type.Object({
  ticketId: Id,
  holderName: Type.String(),
  ticketTypeName: Type.String(),
  status: TicketStatus,
  checkedInAt: Nullable(Instant),
  gate: Nullable(Type.String()),
  /** Whether the caller may undo its check-in now. */
  mayUndo: Type.Boolean(),
});
export type DoorTicket = Static<typeof DoorTicket>;

export const findAtDoor = defineRoute({
  id: 'findAtDoor',
  service: 'tickets',
  method: 'GET',
  path: '/api/events/:id/door/tickets',
  summary: 'Find a ticket by its holder, for organiser and staff',
  access: 'account',
  permission: 'door:work',
  params: IdParams,
  query: Type.Object(
    {
      ...PageQuery.properties,
      q: SearchText({
        maxLength: 100,
        description: 'words in name, email, short code or order number, in any order',
      }),
    },
    { additionalProperties: false },
  ),
  responses: { 200: Page(DoorTicket) },
});

export const DoorEntry = Type.Object({
  kind: Type.Enum(['admitted', 'undone']),
  at: Instant,
  gate: Nullable(Type.String()),
  /** Whether the caller did it. */
  byYou: Type.Boolean(),
  /** The current state. */
  ticket: DoorTicket,
});
export type DoorEntry = Static<typeof DoorEntry>;

export const listArrivals = defineRoute({
  id: 'listArrivals',
  service: 'tickets',
  method: 'GET',
  path: '/api/events/:id/door/log',
  summary:
    'The door log of an event: check-ins and undone check-ins, newest first, for organiser and staff',
  access: 'account',
  permission: 'door:work',
  params: IdParams,
  query: Type.Object(
    { ...PageQuery.properties, orderId: Type.Optional(Id) },
    { additionalProperties: false },
  ),
  responses: { 200: Page(DoorEntry) },
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
  summary: 'The tickets of an event with their holders, newest first, for the organiser',
  access: 'account',
  permission: 'attendees:read',
  params: IdParams,
  query: Type.Object(
    {
      ...PageQuery.properties,
      orderId: Type.Optional(Id),
      q: Type.Optional(
        SearchText({
          maxLength: 100,
          description: 'words in name, email, short code or order number, in any order',
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
  permission: 'attendees:read',
  params: IdParams,
  responses: {
    200: {
      mediaType: 'text/csv',
      description:
        'UTF-16 with tabs and a header row, which spreadsheets in every country open correctly',
    },
  },
});

export const ticketsRoutes = [
  listTickets,
  getTicket,
  getTicketQr,
  getTicketPdf,
  getTicketCalendar,
  getEventCalendar,
  followCalendar,
  checkIn,
  undoCheckIn,
  getDoor,
  findAtDoor,
  listArrivals,
  listAttendees,
  exportAttendees,
] as const;
