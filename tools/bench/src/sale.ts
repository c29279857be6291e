import {
  type EventState,
  eventPublished,
  type TicketTypeState,
  ticketTypeCreated,
} from '@onsale/contracts/catalog/messages';
import type { Message } from '@onsale/contracts/message';
import { newId, newMessage } from '@onsale/runtime';

/** An event with one ticket type. */
export interface Sale {
  readonly eventId: string;
  readonly ticketTypeId: string;
  readonly capacity: number;
}

/** More than anyone requests. */
const plenty = 100_000_000;
const scarce = 500;
const day = 86_400_000;

const newSale = (capacity: number): Sale => ({ eventId: newId(), ticketTypeId: newId(), capacity });

/** The events on sale in every database of the bench. */
export interface Sales {
  /** The one everyone wants, with tickets for all. */
  readonly hot: Sale;
  /** The one that sells out at once. */
  readonly scarce: Sale;
  /** The sales of the set `many`, including `hot`. */
  readonly many: readonly Sale[];
}

export function planSales(events: number): Sales {
  const hot = newSale(plenty);
  const others = Array.from({ length: events - 1 }, () => newSale(plenty));
  return { hot, scarce: newSale(scarce), many: [hot, ...others] };
}

/** The messages with which `catalog` announces sales. */
export function announce(sales: readonly Sale[], now: Date): Message[] {
  const at = (days: number) => new Date(now.getTime() + days * day).toISOString();
  const organiserId = newId();
  const events = sales.map(
    ({ eventId }): EventState => ({
      eventId,
      version: 1,
      status: 'published',
      organiserId,
      staffIds: [],
      title: 'The one everyone wants',
      venueName: 'Hall',
      venueAddress: 'Harbour Street 1',
      startsAt: at(30),
      endsAt: at(31),
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      salesOpenAt: null,
      salesCloseAt: null,
      cancellationReason: null,
    }),
  );
  const types = sales.map(
    ({ eventId, ticketTypeId, capacity }): TicketTypeState => ({
      ticketTypeId,
      version: 1,
      eventId,
      name: 'General admission',
      price: { amount: 4_900, currency: 'EUR' },
      capacity,
      perOrderLimit: 4,
      salesOpenAt: null,
      salesCloseAt: null,
    }),
  );
  return [
    ...events.map((data) => newMessage(eventPublished, { subject: data.eventId, time: now, data })),
    ...types.map((data) =>
      newMessage(ticketTypeCreated, { subject: data.ticketTypeId, time: now, data }),
    ),
  ];
}
