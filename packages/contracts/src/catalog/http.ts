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
import { OptionalAgeLimit } from './age-limit.js';
import { approveOrganiser, listOrganisers, removeOrganiser } from './approvals.js';
import { getImage, OptionalImage, uploadImage } from './images.js';
import { getOrganiser, listDoors, listEvents, listOrganiserEvents, Unlisted } from './lists.js';
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
  description:
    'the address from the image upload; an older address elsewhere can be kept but not set',
  examples: ['/api/images/0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d20'],
});
const TicketTypeName = Line({ maxLength: 100, examples: ['General admission'] });
const CheckInOpensAt = Type.Optional(
  Nullable({ ...Instant, description: 'null: two hours before the doors open' }),
);
const DoorsAt = Type.Optional(
  Nullable({
    ...Instant,
    description: 'when guests may come in, before the event begins; null: when it begins',
  }),
);
const RefundPolicy = OptionalLines({
  maxLength: 500,
  description:
    'when buyers get their money back; shown next to the order button and at the checkout',
  examples: ['Full refund up to seven days before the event.'],
});
const PerPersonLimit = Type.Integer({
  minimum: 1,
  maximum: 50,
  description: 'how many one person may have in all their held and paid orders',
});
const PerOrderLimit = Type.Integer({
  minimum: 1,
  maximum: 50,
  deprecated: true,
  description: 'the former name of `perPersonLimit`, which wins if both are given',
});
const MinPerOrder = Type.Integer({
  minimum: 1,
  maximum: 50,
  description: 'the smallest quantity in one order, for example of a group ticket; 1: no minimum',
});
/** Without `deleted`, which the API never shows. */
const OfferStatus = Type.Enum(['active', 'paused', 'hidden']);
const OptionalOfferStatus = Type.Optional(
  Type.Enum([...OfferStatus.enum], {
    description: '`paused`: shown but not sold for now; `hidden`: only the organiser sees it',
  }),
);
const EventPerPersonLimit = Nullable(
  Type.Integer({
    minimum: 1,
    maximum: 1_000,
    description:
      'how many tickets for the event one person may have, of all ticket types together; null: only the limits of each ticket type apply',
  }),
);

export const TicketType = Type.Object({
  id: Id,
  eventId: Id,
  version: Version,
  name: Type.String({ examples: ['General admission'] }),
  description: Type.String(),
  price: Money,
  /** Of a type that shares places: all places of the pool, or `poolLimit` if that is lower. */
  capacity: Type.Integer(),
  /** The ticket type whose places it shares; null: it has its own, which other types may share. */
  poolId: Type.Optional(Nullable(Id)),
  /** How many of the shared places may be sold as this ticket type; null: all of them. */
  poolLimit: Type.Optional(Nullable(Type.Integer())),
  /** How many of this ticket type one person may have, over all orders. */
  perPersonLimit: Type.Integer(),
  /** The same under its former name. */
  perOrderLimit: Type.Integer(),
  /** The smallest quantity in one order. The previous release does not send it: 1. */
  minPerOrder: Type.Optional(Type.Integer()),
  salesOpenAt: Nullable(Instant),
  salesCloseAt: Nullable(Instant),
  /** The previous release does not send it: `active`. */
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
  /** When check-in opens; null: two hours before the doors open. */
  checkInOpensAt: CheckInOpensAt,
  /**
   * When guests may come in; null: when the event begins. The previous release does not send it.
   */
  doorsAt: DoorsAt,
  /** The previous release does not send it. */
  ageLimit: OptionalAgeLimit,
  /** Empty: not stated. The previous release does not send it. */
  refundPolicy: Type.Optional(Type.String()),
  unlisted: Unlisted,
  /** Of all ticket types together; null: only the limits of each ticket type apply. */
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
      doorsAt: DoorsAt,
      ageLimit: OptionalAgeLimit,
      refundPolicy: Type.Optional(RefundPolicy),
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
    'Create a draft with the texts, image, ticket types and door staff of an event, without its sales. It is set to a future date, whole weeks later at the same time of day; doors, check-in and sales windows move along. Counts as a new event',
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
    'Change the given fields and keep what others have changed meanwhile; the currency can change only in a draft. If someone else has changed the same field since `version`, nothing is saved and the 409 contains the current event',
  access: 'account',
  permission: 'event:write',
  params: IdParams,
  body: Type.Object(
    { version: SeenVersion, ...Type.Partial(createEvent.body).properties },
    { additionalProperties: false },
  ),
  responses: { 200: EventListing },
  refuses: { 403: ['not_approved'] },
  conflicts: ['changed_meanwhile', 'event_not_draft', 'event_cancelled', 'over_limit'],
  current: EventListing,
});

export const publishEvent = defineRoute({
  id: 'publishEvent',
  service: 'catalog',
  method: 'POST',
  path: '/api/events/:id/publish',
  summary:
    'Show the event to everyone, or if `unlisted` to people who have the link; tickets are sold within its sales window',
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
  summary: 'Cancel the event: holds end, paid orders are refunded, tickets become void',
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
    'Add a ticket type; price 0 is free. It has its own places (`capacity`) or shares those of another ticket type (`poolId`)',
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
      minPerOrder: Type.Optional(MinPerOrder),
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
    'Change the given fields and keep what others have changed meanwhile. Existing orders keep their price and tickets, which count towards the places that it has now. If someone else has changed the same field since `version`, nothing is saved and the 409 contains the current ticket type',
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
    'Delete a ticket type that has no holds and was never sold; deleting it again is harmless. If a hold was made at the same moment, it comes back as `hidden`',
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
    'Set the order in which the ticket types of an event are listed. If the list is incomplete, because someone added or deleted one, nothing is saved and the 409 contains the current event',
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
  listDoors,
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
