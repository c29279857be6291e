import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { Currency, Id, Instant, Money, Nullable, Version } from '../values.js';

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
});
export type EventState = Static<typeof EventState>;

export const TicketTypeState = Type.Object({
  ticketTypeId: Id,
  version: Version,
  eventId: Id,
  name: Type.String(),
  price: Money,
  capacity: Type.Integer({ minimum: 0 }),
  perOrderLimit: Type.Integer({ minimum: 1 }),
  salesOpenAt: Nullable(Instant),
  salesCloseAt: Nullable(Instant),
});
export type TicketTypeState = Static<typeof TicketTypeState>;

export const eventCreated = defineMessage('/catalog', 'event.created', EventState);
export const eventUpdated = defineMessage('/catalog', 'event.updated', EventState);
export const eventPublished = defineMessage('/catalog', 'event.published', EventState);
export const eventCancelled = defineMessage('/catalog', 'event.cancelled', EventState);
export const ticketTypeCreated = defineMessage('/catalog', 'ticket-type.created', TicketTypeState);
export const ticketTypeUpdated = defineMessage('/catalog', 'ticket-type.updated', TicketTypeState);

export const eventMessages = [eventCreated, eventUpdated, eventPublished, eventCancelled] as const;
export const ticketTypeMessages = [ticketTypeCreated, ticketTypeUpdated] as const;
export const catalogMessages = [...eventMessages, ...ticketTypeMessages] as const;
