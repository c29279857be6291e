import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { Currency, Id, Instant, Money, Nullable, Version } from '../values.js';
import { OptionalAgeLimit } from './age-limit.js';

export const EventStatus = Type.Enum(['draft', 'published', 'cancelled']);
export type EventStatus = Static<typeof EventStatus>;

export const EventState = Type.Object({
  eventId: Id,
  version: Version,
  status: EventStatus,
  organiserId: Id,
  /** Accounts that may work the door. */
  staffIds: Type.Array(Id),
  title: Type.String(),
  venueName: Type.String(),
  venueAddress: Type.String(),
  startsAt: Instant,
  endsAt: Instant,
  /** IANA name, e.g. `Europe/Berlin`: times are shown in it. */
  timeZone: Type.String(),
  currency: Currency,
  salesOpenAt: Nullable(Instant),
  salesCloseAt: Nullable(Instant),
  cancellationReason: Nullable(Type.String()),
  /**
   * How many tickets for the event one person may have, of all ticket types; null: only what each
   * ticket type says. The version of this product before this one does not say it.
   */
  perPersonLimit: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  /** When check-in opens; null or not there: two hours before the doors open. */
  checkInOpensAt: Type.Optional(Nullable(Instant)),
  /** When guests may come in; null: when the event begins. Not there: as it was. */
  doorsAt: Type.Optional(Nullable(Instant)),
  /** Not there: as it was. */
  ageLimit: OptionalAgeLimit,
  /** When buyers get their money back, in the organiser's words; may be empty. Not there: as it was. */
  refundPolicy: Type.Optional(Type.String()),
});
export type EventState = Static<typeof EventState>;

/**
 * How a ticket type is offered. `paused`: everyone sees it, and nothing of it is sold for now;
 * `hidden`: only the organiser sees it; `deleted`: nobody does, and it never comes back on sale.
 * What is held or was bought is valid whatever it says.
 */
export const TicketTypeStatus = Type.Enum(['active', 'paused', 'hidden', 'deleted']);
export type TicketTypeStatus = Static<typeof TicketTypeStatus>;

export const TicketTypeState = Type.Object({
  ticketTypeId: Id,
  version: Version,
  eventId: Id,
  name: Type.String(),
  price: Money,
  capacity: Type.Integer({ minimum: 0 }),
  /** How many of them one person may have. It was a limit per order once, and keeps that name. */
  perOrderLimit: Type.Integer({ minimum: 1 }),
  /** How many of it an order that has any must have. Not said: as it was, at first 1. */
  minPerOrder: Type.Optional(Type.Integer({ minimum: 1 })),
  salesOpenAt: Nullable(Instant),
  salesCloseAt: Nullable(Instant),
  /**
   * The ticket type whose places it sells: itself, or one with which it shares them; then its own
   * `capacity` is 0. Not said of one that never shared any. A version that does not say it has not
   * changed it.
   */
  poolId: Type.Optional(Id),
  /** How many of the shared places may be sold as this ticket type; null: all of them. */
  poolLimit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
  /** The version of this product before this one does not say it: it is then as it was. */
  status: Type.Optional(TicketTypeStatus),
  /** Lower stands first among those of the event, and at the same place the older. Not said: as it was. */
  position: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type TicketTypeState = Static<typeof TicketTypeState>;

export const eventCreated = defineMessage('/catalog', 'event.created', EventState);
export const eventUpdated = defineMessage('/catalog', 'event.updated', EventState);
export const eventPublished = defineMessage('/catalog', 'event.published', EventState);
export const eventCancelled = defineMessage('/catalog', 'event.cancelled', EventState);
export const ticketTypeCreated = defineMessage('/catalog', 'ticket-type.created', TicketTypeState);
export const ticketTypeUpdated = defineMessage('/catalog', 'ticket-type.updated', TicketTypeState);
/**
 * Each state of a ticket type that shares places, or once did. The version of this product before
 * this one does not hear it, and so cannot take it for one with places of its own.
 */
export const ticketTypePooled = defineMessage('/catalog', 'ticket-type.pooled', TicketTypeState);

export const eventMessages = [eventCreated, eventUpdated, eventPublished, eventCancelled] as const;
export const ticketTypeMessages = [ticketTypeCreated, ticketTypeUpdated, ticketTypePooled] as const;
export const catalogMessages = [...eventMessages, ...ticketTypeMessages] as const;
