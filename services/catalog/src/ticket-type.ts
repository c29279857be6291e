import type { TicketType } from '@onsale/contracts/catalog/http';
import {
  type TicketTypeState,
  ticketTypeCreated,
  ticketTypePooled,
  ticketTypeUpdated,
} from '@onsale/contracts/catalog/messages';
import { newMessage } from '@onsale/runtime';
import type { Versioned } from './field-versions.js';

/** A ticket type as this service keeps it. Instants as `toISOString` writes them. */
export interface TicketTypeRecord extends Versioned {
  readonly id: string;
  readonly eventId: string;
  readonly name: string;
  readonly description: string;
  /** Minor units of the event's currency. */
  readonly price: number;
  /** Of its own places, also while it sells others. */
  readonly capacity: number;
  /** The ticket type whose places it shares: itself when it shared some once; null: never. */
  readonly poolId: string | null;
  /** How many of the shared places may be sold as this one; null: all of them. */
  readonly poolLimit: number | null;
  /** How many of it one person may have. */
  readonly perPersonLimit: number;
  readonly salesOpenAt: string | null;
  readonly salesCloseAt: string | null;
}

/** The ticket type whose places this one sells. */
export const poolOf = (type: TicketTypeRecord, all: readonly TicketTypeRecord[]) =>
  all.find((one) => one.id === type.poolId) ?? type;

/**
 * What a caller gets to see.
 * @param all ticket types of the event
 */
export function toTicketType(
  type: TicketTypeRecord,
  all: readonly TicketTypeRecord[],
  currency: string,
): TicketType {
  const { fieldVersions: _, ...shown } = type;
  const pool = poolOf(type, all);
  return {
    ...shown,
    capacity: Math.min(pool.capacity, type.poolLimit ?? pool.capacity),
    poolId: pool.id === type.id ? null : pool.id,
    price: { amount: type.price, currency },
    perOrderLimit: type.perPersonLimit,
  };
}

/** What the other services get to know. */
const toTicketTypeState = (type: TicketTypeRecord, currency: string): TicketTypeState => ({
  ticketTypeId: type.id,
  version: type.version,
  eventId: type.eventId,
  name: type.name,
  price: { amount: type.price, currency },
  capacity: (type.poolId ?? type.id) === type.id ? type.capacity : 0,
  ...(type.poolId === null ? {} : { poolId: type.poolId, poolLimit: type.poolLimit }),
  perOrderLimit: type.perPersonLimit,
  salesOpenAt: type.salesOpenAt,
  salesCloseAt: type.salesCloseAt,
});

/** The message that says what a ticket type is now: see `ticketTypePooled`. */
export const ticketTypeMessage = (
  type: TicketTypeRecord,
  currency: string,
  { time, traceparent }: { readonly time: Date; readonly traceparent: string },
) => {
  const plain = type.version === 1 ? ticketTypeCreated : ticketTypeUpdated;
  const data = toTicketTypeState(type, currency);
  return newMessage(type.poolId === null ? plain : ticketTypePooled, {
    ...{ subject: type.id, time, data, traceparent },
  });
};
