import type { TicketType } from '@onsale/contracts/catalog/http';
import type { TicketTypeState } from '@onsale/contracts/catalog/messages';
import type { Versioned } from './field-versions.js';

/** A ticket type as this service keeps it. Instants as `toISOString` writes them. */
export interface TicketTypeRecord extends Versioned {
  readonly id: string;
  readonly eventId: string;
  readonly name: string;
  readonly description: string;
  /** Minor units of the event's currency. */
  readonly price: number;
  readonly capacity: number;
  /** How many of it one person may have. */
  readonly perPersonLimit: number;
  readonly salesOpenAt: string | null;
  readonly salesCloseAt: string | null;
}

/** What a caller gets to see. */
export function toTicketType(type: TicketTypeRecord, currency: string): TicketType {
  const { fieldVersions: _, ...shown } = type;
  return {
    ...shown,
    price: { amount: type.price, currency },
    perOrderLimit: type.perPersonLimit,
  };
}

/** What the other services get to know. */
export const toTicketTypeState = (type: TicketTypeRecord, currency: string): TicketTypeState => ({
  ticketTypeId: type.id,
  version: type.version,
  eventId: type.eventId,
  name: type.name,
  price: { amount: type.price, currency },
  capacity: type.capacity,
  perOrderLimit: type.perPersonLimit,
  salesOpenAt: type.salesOpenAt,
  salesCloseAt: type.salesCloseAt,
});
