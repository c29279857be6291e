import {
  type EventState,
  eventPublished,
  type TicketTypeState,
  ticketTypeCreated,
} from '@onsale/contracts/catalog/messages';
import type { Message } from '@onsale/contracts/message';
import { newId, newMessage } from '@onsale/runtime';

const dayMs = 86_400_000;

/** A published event a month from `now`, as the catalogue publishes it. */
export function testEvent(now: Date, changes: Partial<EventState> = {}): EventState {
  const inDays = (days: number) => new Date(now.getTime() + days * dayMs).toISOString();
  return {
    eventId: newId(),
    version: 1,
    status: 'published',
    organiserId: newId(),
    staffIds: [],
    title: 'Concert',
    venueName: 'Hall',
    venueAddress: '',
    startsAt: inDays(30),
    endsAt: inDays(31),
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    salesOpenAt: null,
    salesCloseAt: null,
    cancellationReason: null,
    ...changes,
  };
}

/** A ticket type that is on sale as long as its event. */
export function testTicketType(
  eventId: string,
  changes: Partial<TicketTypeState> = {},
): TicketTypeState {
  return {
    ticketTypeId: newId(),
    version: 1,
    eventId,
    name: 'General admission',
    price: { amount: 1500, currency: 'EUR' },
    capacity: 10,
    perOrderLimit: 4,
    salesOpenAt: null,
    salesCloseAt: null,
    ...changes,
  };
}

/** The messages of the catalogue that put these on sale. */
export const onSale = (
  events: readonly EventState[],
  types: readonly TicketTypeState[],
  time: Date,
): Message[] => [
  ...events.map((data) => newMessage(eventPublished, { subject: data.eventId, time, data })),
  ...types.map((data) => newMessage(ticketTypeCreated, { subject: data.ticketTypeId, time, data })),
];
