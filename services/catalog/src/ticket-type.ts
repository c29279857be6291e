import type { TicketType } from '@onsale/contracts/catalog/http';
import {
  type TicketTypeState,
  type TicketTypeStatus,
  ticketTypeCreated,
  ticketTypePooled,
  ticketTypeUpdated,
} from '@onsale/contracts/catalog/messages';
import { newMessage } from '@onsale/runtime';
import type { Versioned } from './field-versions.js';

/** A ticket type as this service stores it. Instants as `toISOString` writes them. */
export interface TicketTypeRecord extends Versioned {
  readonly id: string;
  readonly eventId: string;
  readonly name: string;
  readonly description: string;
  /** Minor units of the event's currency. */
  readonly price: number;
  /** The number of its own places, also while it sells those of another. */
  readonly capacity: number;
  /**
   * The ticket type whose places it shares; its own id if it once shared some; null: it never did.
   */
  readonly poolId: string | null;
  /** How many of the shared places may be sold as this ticket type; null: all of them. */
  readonly poolLimit: number | null;
  /** How many of this ticket type one person may have. */
  readonly perPersonLimit: number;
  /** The smallest quantity in one order. */
  readonly minPerOrder: number;
  readonly salesOpenAt: string | null;
  readonly salesCloseAt: string | null;
  readonly status: TicketTypeStatus;
  /** The order within the event, lowest first; of equal ones the older is first. */
  readonly position: number;
}

type Status = Pick<TicketTypeRecord, 'status'>;

/** Deleted ticket types stay in the database for holds that were on their way. */
export const isDeleted = ({ status }: Status): boolean => status === 'deleted';
export const notDeleted = <T extends Status>(types: readonly T[]): T[] =>
  types.filter((type) => !isDeleted(type));

/** Whether everyone may see it. */
export const isOnShow = ({ status }: Status): boolean => status === 'active' || status === 'paused';

/** @returns undefined unless the ids are exactly those of the ticket types */
export function inOrder<T extends { readonly id: string }>(
  types: readonly T[],
  ids: readonly string[],
): T[] | undefined {
  const byId = new Map(types.map((type) => [type.id, type]));
  const ordered = [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
  return ordered.length === types.length && ids.length === types.length ? ordered : undefined;
}

/** The ticket type whose places this one sells. */
export const poolOf = (type: TicketTypeRecord, all: readonly TicketTypeRecord[]) =>
  all.find((one) => one.id === type.poolId) ?? type;

/**
 * The ticket type as a caller sees it.
 * @param all ticket types of the event
 */
export function toTicketType(
  type: TicketTypeRecord,
  all: readonly TicketTypeRecord[],
  currency: string,
): TicketType {
  const { fieldVersions: _, position: __, status, ...shown } = type;
  const pool = poolOf(type, all);
  return {
    ...shown,
    // Deleted ones are not shown; see `notDeleted`.
    status: status === 'deleted' ? 'hidden' : status,
    capacity: Math.min(pool.capacity, type.poolLimit ?? pool.capacity),
    poolId: pool.id === type.id ? null : pool.id,
    price: { amount: type.price, currency },
    perOrderLimit: type.perPersonLimit,
  };
}

/** The ticket type as other services receive it. */
const toTicketTypeState = (type: TicketTypeRecord, currency: string): TicketTypeState => ({
  ticketTypeId: type.id,
  version: type.version,
  eventId: type.eventId,
  name: type.name,
  price: { amount: type.price, currency },
  capacity: (type.poolId ?? type.id) === type.id ? type.capacity : 0,
  ...(type.poolId === null ? {} : { poolId: type.poolId, poolLimit: type.poolLimit }),
  perOrderLimit: type.perPersonLimit,
  minPerOrder: type.minPerOrder,
  salesOpenAt: type.salesOpenAt,
  salesCloseAt: type.salesCloseAt,
  status: type.status,
  position: type.position,
});

/** The message with the present state of a ticket type; see `ticketTypePooled`. */
export const ticketTypeMessage = (
  type: TicketTypeRecord,
  currency: string,
  { time, traceparent }: { readonly time: Date; readonly traceparent?: string },
) => {
  const plain = type.version === 1 ? ticketTypeCreated : ticketTypeUpdated;
  const data = toTicketTypeState(type, currency);
  return newMessage(type.poolId === null ? plain : ticketTypePooled, {
    ...{ subject: type.id, time, data, traceparent },
  });
};
