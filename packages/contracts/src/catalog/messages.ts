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
   * How many tickets for the event one person may have, of all ticket types together; null: only
   * the limits of each ticket type apply. The previous release does not send it.
   */
  perPersonLimit: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  /** When check-in opens; null or missing: two hours before the doors open. */
  checkInOpensAt: Type.Optional(Nullable(Instant)),
  /** When guests may come in; null: when the event begins; missing: unchanged. */
  doorsAt: Type.Optional(Nullable(Instant)),
  /** Not there: as it was. */
  ageLimit: OptionalAgeLimit,
  /**
   * When buyers get their money back, in the organiser's words; may be empty. Missing: unchanged.
   */
  refundPolicy: Type.Optional(Type.String()),
});
export type EventState = Static<typeof EventState>;

/**
 * How a ticket type is offered. `paused`: everyone sees it, but it is not sold for now; `hidden`:
 * only the organiser sees it; `deleted`: nobody sees it, and it never comes back on sale. Tickets
 * that are held or bought stay valid in any case.
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
  /** How many of them one person may have. The name is from when it was a limit per order. */
  perOrderLimit: Type.Integer({ minimum: 1 }),
  /** The smallest quantity in an order. Missing: unchanged, 1 at first. */
  minPerOrder: Type.Optional(Type.Integer({ minimum: 1 })),
  salesOpenAt: Nullable(Instant),
  salesCloseAt: Nullable(Instant),
  /**
   * The ticket type whose places it sells: itself, or the one with which it shares them (its own
   * `capacity` is then 0). Missing: it never shared any, or the writer is a release that does not
   * know pools, and the pool is unchanged.
   */
  poolId: Type.Optional(Id),
  /** How many of the shared places may be sold as this ticket type; null: all of them. */
  poolLimit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
  /** The previous release does not send it; missing: unchanged. */
  status: Type.Optional(TicketTypeStatus),
  /**
   * The order within the event, lowest first; of equal ones the older is first. Missing: unchanged.
   */
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
 * Each state of a ticket type that shares places, or once did. The previous release does not
 * subscribe to it, so it cannot mistake the type for one with places of its own.
 */
export const ticketTypePooled = defineMessage('/catalog', 'ticket-type.pooled', TicketTypeState);

export const eventMessages = [eventCreated, eventUpdated, eventPublished, eventCancelled] as const;
export const ticketTypeMessages = [ticketTypeCreated, ticketTypeUpdated, ticketTypePooled] as const;
export const catalogMessages = [...eventMessages, ...ticketTypeMessages] as const;
