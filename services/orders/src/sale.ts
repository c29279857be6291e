import type { EventStatus, TicketTypeStatus } from '@onsale/contracts/catalog/messages';
import { effectiveSalesWindow } from '@onsale/contracts/catalog/sales-window';
import type { AsRead } from '@onsale/contracts/tolerance';
import type { Money } from '@onsale/contracts/values';
import type { Sharing } from './pools.js';

export interface EventCopy {
  readonly id: string;
  readonly status: AsRead<EventStatus>;
  readonly title: string;
  readonly endsAt: Date;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
  /** For all ticket types together; null: only the limits of each ticket type apply. */
  readonly perPersonLimit: number | null;
}

export interface TicketTypeCopy extends Sharing {
  readonly eventId: string;
  readonly name: string;
  readonly price: Money;
  readonly perPersonLimit: number;
  /** The smallest quantity in one order. */
  readonly minPerOrder: number;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
  readonly status: AsRead<TicketTypeStatus>;
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** When a ticket type is on sale, by its own window and that of its event. */
export function salesWindow(
  event: Pick<EventCopy, 'salesOpenAt' | 'salesCloseAt' | 'endsAt'>,
  ticketType: Pick<TicketTypeCopy, 'salesOpenAt' | 'salesCloseAt'>,
) {
  return effectiveSalesWindow(
    {
      salesOpenAt: iso(event.salesOpenAt),
      salesCloseAt: iso(event.salesCloseAt),
      endsAt: event.endsAt.toISOString(),
    },
    { salesOpenAt: iso(ticketType.salesOpenAt), salesCloseAt: iso(ticketType.salesCloseAt) },
  );
}

/** A ticket type with its effective sales window. */
export interface Offer extends TicketTypeCopy {
  readonly opensAt: string | null;
  readonly closesAt: string;
  /** The same instants in milliseconds since 1970. */
  readonly opensAtMs: number;
  readonly closesAtMs: number;
}

/** The events and offers for a decision, read after the stock was locked. */
export interface Sale {
  readonly events: ReadonlyMap<string, EventCopy>;
  readonly offers: ReadonlyMap<string, Offer>;
}

/** The offers of these events; leaves out ticket types of other events. */
export function saleOf(
  events: ReadonlyMap<string, EventCopy>,
  ticketTypes: Iterable<TicketTypeCopy>,
): Sale {
  const offers = new Map<string, Offer>();
  for (const ticketType of ticketTypes) {
    const event = events.get(ticketType.eventId);
    if (!event) continue;
    const { opensAt, closesAt } = salesWindow(event, ticketType);
    offers.set(ticketType.id, {
      ...ticketType,
      opensAt,
      closesAt,
      opensAtMs: opensAt === null ? Number.NEGATIVE_INFINITY : Date.parse(opensAt),
      closesAtMs: Date.parse(closesAt),
    });
  }
  return { events, offers };
}
