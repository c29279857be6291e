import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { Line, Lines, Opaque, OptionalLine, OptionalLines } from '../text-fields.js';
import {
  Currency,
  Id,
  IdParams,
  Instant,
  Money,
  Nullable,
  SeenVersion,
  Version,
} from '../values.js';
import { approveOrganiser, listOrganisers, removeOrganiser } from './approvals.js';
import { getImage, OptionalImage, uploadImage } from './images.js';
import { getOrganiser, listEvents, listOrganiserEvents, Unlisted } from './lists.js';
import { EventStatus } from './messages.js';
import { Capacity, PoolId, PoolLimit } from './places.js';
import {
  acceptInvitation,
  declineInvitation,
  getInvitation,
  inviteStaff,
  leaveStaff,
  listStaff,
  removeStaff,
  withdrawInvitation,
} from './staff.js';

export * from './approvals.js';
export * from './images.js';
export * from './lists.js';
export * from './staff.js';

const Title = Line({ maxLength: 140, examples: ['Glass Hours'] });
const Description = OptionalLines({
  maxLength: 10_000,
  description: 'Markdown: paragraphs, line breaks, bold, italics, lists and links; no HTML',
});
const VenueName = Line({ maxLength: 140, examples: ['Harbour Hall'] });
const VenueAddress = OptionalLine({ maxLength: 300 });
const TimeZone = Opaque({ maxLength: 64, description: 'IANA name', examples: ['Europe/Berlin'] });
const ImageUrl = Type.String({
  maxLength: 1000,
  pattern: '^(https://|/api/images/)[^\\u0000]*$',
  description: 'what the image upload answered; an older address elsewhere may only stay',
  examples: ['/api/images/0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d20'],
});
const TicketTypeName = Line({ maxLength: 100, examples: ['General admission'] });
const CheckInOpensAt = Type.Optional(Nullable(Instant));
const PerPersonLimit = Type.Integer({
  minimum: 1,
  maximum: 50,
  description: 'how many of it one person may have, over all their orders that are not given back',
});
const PerOrderLimit = Type.Integer({
  minimum: 1,
  maximum: 50,
  deprecated: true,
  description: 'the older name of `perPersonLimit`, which counts when both are given',
});
/** Deleted ones are shown to nobody. */
const OfferStatus = Type.Enum(['active', 'paused', 'hidden']);
const OptionalOfferStatus = Type.Optional(
  Type.Enum([...OfferStatus.enum], {
    description:
      '`paused`: shown, and nothing of it is sold for now; `hidden`: only the organiser sees it',
  }),
);
const EventPerPersonLimit = Nullable(
  Type.Integer({
    minimum: 1,
    maximum: 1_000,
    description:
      'how many tickets for the event one person may have, of all ticket types together; null: only what each ticket type says',
  }),
);

export const TicketType = Type.Object({
  id: Id,
  eventId: Id,
  version: Version,
  name: Type.String({ examples: ['General admission'] }),
  description: Type.String(),
  price: Money,
  /** Of shared places: how many there are for all who share them, or fewer by `poolLimit`. */
  capacity: Type.Integer(),
  /** The ticket type whose places it shares; null: it has its own, which others may share. */
  poolId: Type.Optional(Nullable(Id)),
  /** How many of shared places may be sold as this ticket type; null: all of them. */
  poolLimit: Type.Optional(Nullable(Type.Integer())),
  /** How many of it one person may have, over all orders. */
  perPersonLimit: Type.Integer(),
  /** The same, by its older name. */
  perOrderLimit: Type.Integer(),
  salesOpenAt: Nullable(Instant),
  salesCloseAt: Nullable(Instant),
  /** Not said by the version of this product before this one: `active`. */
  status: OptionalOfferStatus,
});
export type TicketType = Static<typeof TicketType>;

export const EventListing = Type.Object({
  id: Id,
  version: Version,
  status: EventStatus,
  organiser: Type.Object({ id: Id, name: Type.String({ examples: ['Ana Lima'] }) }),
  title: Type.String(),
  description: Type.String(),
  venueName: Type.String(),
  venueAddress: Type.String(),
  startsAt: Instant,
  endsAt: Instant,
  timeZone: Type.String(),
  imageUrl: Nullable(Type.String()),
  image: OptionalImage,
  currency: Currency,
  salesOpenAt: Nullable(Instant),
  salesCloseAt: Nullable(Instant),
  /** When the door opens; null: two hours before the event begins. */
  checkInOpensAt: CheckInOpensAt,
  unlisted: Unlisted,
  /** Of all ticket types together; null: only what each of them says. */
  perPersonLimit: Nullable(Type.Integer()),
  cancellationReason: Nullable(Type.String()),
  /** In the organiser's order; hidden ones for the organiser alone. */
  ticketTypes: Type.Array(TicketType),
});
export type EventListing = Static<typeof EventListing>;

export const getEvent = defineRoute({
  id: 'getEvent',
  service: 'catalog',
  method: 'GET',
  path: '/api/events/:id',
  summary: 'One event with its ticket types; a draft only for its organiser',
  access: 'public',
  permission: 'event:see',
  params: IdParams,
  responses: { 200: EventListing },
});

export const createEvent = defineRoute({
  id: 'createEvent',
  service: 'catalog',
  method: 'POST',
  path: '/api/events',
  summary: 'Create a draft; the caller becomes its organiser',
  access: 'account',
  body: Type.Object(
    {
      title: Title,
      description: Type.Optional(Description),
      venueName: VenueName,
      venueAddress: Type.Optional(VenueAddress),
      startsAt: Instant,
      endsAt: Instant,
      timeZone: TimeZone,
      imageUrl: Type.Optional(Nullable(ImageUrl)),
      currency: Currency,
      salesOpenAt: Type.Optional(Nullable(Instant)),
      salesCloseAt: Type.Optional(Nullable(Instant)),
      checkInOpensAt: CheckInOpensAt,
      unlisted: Type.Optional(Unlisted),
      perPersonLimit: Type.Optional(EventPerPersonLimit),
    },
    { additionalProperties: false },
  ),
  responses: { 201: EventListing },
  refuses: { 403: ['not_approved'] },
  conflicts: ['over_limit'],
});

export const copyEvent = defineRoute({
  id: 'copyEvent',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/copy',
  summary:
    'Create a draft with the texts, image, ticket types and door staff of an event, and nothing of its sales. It takes place whole weeks later, at the same time of day at the venue, in the future; sales windows and check-in move along. Counts as a new event',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  responses: { 201: EventListing },
  refuses: { 403: ['not_approved'] },
  conflicts: ['over_limit'],
});

export const updateEvent = defineRoute({
  id: 'updateEvent',
  service: 'catalog',
  method: 'PATCH',
  path: '/api/events/:id',
  summary:
    'Change what is given, on top of what others changed meanwhile; the currency only while it is a draft. When someone else has changed the same field since `version`, nothing is saved and the 409 says what it is now',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  body: Type.Object(
    { version: SeenVersion, ...Type.Partial(createEvent.body).properties },
    { additionalProperties: false },
  ),
  responses: { 200: EventListing },
  conflicts: ['changed_meanwhile', 'event_not_draft', 'event_cancelled'],
  current: EventListing,
});

export const publishEvent = defineRoute({
  id: 'publishEvent',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/publish',
  summary:
    'Show the event to everyone, or with `unlisted` to who has the link; it sells from its sales window on',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  responses: { 200: EventListing },
  refuses: { 403: ['not_approved'] },
  conflicts: ['event_not_publishable', 'event_cancelled', 'event_over', 'over_limit'],
});

export const cancelEvent = defineRoute({
  id: 'cancelEvent',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/cancel',
  summary: 'Call the event off: holds end, paid orders are refunded, tickets are void',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  body: Type.Object(
    {
      reason: Lines({
        maxLength: 500,
        description: 'buyers read it',
        examples: ['The band is ill.'],
      }),
    },
    { additionalProperties: false },
  ),
  responses: { 200: EventListing },
});

export const createTicketType = defineRoute({
  id: 'createTicketType',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/ticket-types',
  summary:
    'Add something to sell at the event; price 0 is free. It has places of its own (`capacity`), or shares those of another ticket type (`poolId`)',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  body: Type.Object(
    {
      name: TicketTypeName,
      description: Type.Optional(OptionalLines({ maxLength: 500 })),
      price: Money,
      capacity: Type.Optional(Capacity),
      poolId: Type.Optional(PoolId),
      poolLimit: Type.Optional(PoolLimit),
      perPersonLimit: Type.Optional(PerPersonLimit),
      perOrderLimit: Type.Optional(PerOrderLimit),
      salesOpenAt: Type.Optional(Nullable(Instant)),
      salesCloseAt: Type.Optional(Nullable(Instant)),
      status: OptionalOfferStatus,
    },
    { additionalProperties: false },
  ),
  responses: { 201: TicketType },
  conflicts: ['event_cancelled', 'too_many_ticket_types'],
});

export const updateTicketType = defineRoute({
  id: 'updateTicketType',
  service: 'catalog',
  method: 'PATCH',
  path: '/api/ticket-types/:id',
  summary:
    'Change what is given, on top of what others changed meanwhile; orders already placed keep their price and their tickets, which count where its places are. When someone else has changed the same field since `version`, nothing is saved and the 409 says what it is now',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  body: Type.Object(
    { version: SeenVersion, ...Type.Partial(createTicketType.body).properties },
    { additionalProperties: false },
  ),
  responses: { 200: TicketType },
  conflicts: ['changed_meanwhile', 'capacity_in_use', 'event_cancelled'],
  current: TicketType,
});

export const deleteTicketType = defineRoute({
  id: 'deleteTicketType',
  service: 'catalog',
  method: 'DELETE',
  path: '/api/ticket-types/:id',
  summary:
    'Delete a ticket type, while nothing of it is held or was ever sold; deleting it again is harmless. When a hold of it was on its way, it comes back as `hidden`',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  responses: { 204: null },
  conflicts: ['ticket_type_in_use', 'event_cancelled'],
});

export const orderTicketTypes = defineRoute({
  id: 'orderTicketTypes',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/ticket-types/order',
  summary:
    'Put the ticket types of an event in this order, everywhere they are listed. When they are not all named, because someone added or deleted one, nothing is saved and the 409 says what the event is now',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  body: Type.Object(
    { ticketTypeIds: Type.Array(Id, { maxItems: 50, description: 'all of them, each once' }) },
    { additionalProperties: false },
  ),
  responses: { 200: EventListing },
  conflicts: ['changed_meanwhile', 'event_cancelled'],
  current: EventListing,
});

export const catalogRoutes = [
  listEvents,
  listOrganiserEvents,
  getOrganiser,
  getEvent,
  createEvent,
  copyEvent,
  updateEvent,
  publishEvent,
  cancelEvent,
  createTicketType,
  updateTicketType,
  deleteTicketType,
  orderTicketTypes,
  uploadImage,
  getImage,
  listStaff,
  inviteStaff,
  withdrawInvitation,
  removeStaff,
  leaveStaff,
  getInvitation,
  acceptInvitation,
  declineInvitation,
  listOrganisers,
  approveOrganiser,
  removeOrganiser,
] as const;
