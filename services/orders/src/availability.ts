import type { Availability, TicketTypeAvailability } from '@onsale/contracts/orders/http';
import { type Clock, coalesce, createCachedReads, type Database, notFound } from '@onsale/runtime';
import { salesWindow } from './sale.js';
import { readStockOnShow, type StockOnShow } from './store-availability.js';

/** How long a read is shared. */
export const keptMs = 200;
const keptEvents = 1_000;
const maxBatch = 500;
const maxWaiting = 20_000;

/** The availability of ticket types, for display. */
export interface AvailabilityReader {
  /**
   * The present state; undefined for a draft or an unknown event. Concurrent callers share a query.
   */
  now(eventId: string): Promise<Availability | undefined>;
  /**
   * The same, read at most five times a second per event, for callers to whom a fifth of a second
   * makes no difference.
   * @throws Problem 404
   */
  lately(eventId: string): Promise<Availability>;
}

export function availabilityReader(database: Database, clock: Clock): AvailabilityReader {
  const now = coalesce<string, Availability | undefined>({
    async run(eventIds) {
      const found = await readStockOnShow(database, eventIds);
      const at = clock.now();
      return eventIds.map((eventId) => {
        const event = found.get(eventId);
        return event && availabilityAt(event, at);
      });
    },
    maxBatch,
    maxQueue: maxWaiting,
  });

  const recent = createCachedReads<Availability | undefined>({
    read: now,
    keptMs: (tookMs) => keptMs - tookMs,
    maxKeys: keptEvents,
  });

  return {
    now,
    async lately(eventId) {
      const availability = await recent.get(eventId);
      if (!availability) throw notFound('event');
      return availability;
    },
  };
}

function availabilityAt(event: StockOnShow, now: Date): Availability {
  const sharers = new Map<string, number>();
  for (const { pool } of event.ticketTypes) {
    sharers.set(pool.id, (sharers.get(pool.id) ?? 0) + 1);
  }
  return {
    eventId: event.eventId,
    eventVersion: event.version,
    status: event.status === 'cancelled' ? 'cancelled' : 'published',
    ticketTypes: event.ticketTypes.map((type): TicketTypeAvailability => {
      const { opensAt, closesAt } = salesWindow(event, type);
      return {
        ticketTypeId: type.ticketTypeId,
        version: type.stockVersion,
        listedVersion: type.version,
        available: type.available,
        ...((sharers.get(type.pool.id) ?? 0) > 1 ? { pool: type.pool } : {}),
        // A paused ticket type, or one with an unknown status, is not sold: see `hold.ts`.
        status:
          type.status === 'active'
            ? statusAt(event.status, now, opensAt, closesAt, type.available)
            : 'closed',
        ...(type.status === 'paused' ? { paused: true } : {}),
        opensAt,
        closesAt,
      };
    }),
  };
}

function statusAt(
  event: StockOnShow['status'],
  now: Date,
  opensAt: string | null,
  closesAt: string,
  available: number,
): TicketTypeAvailability['status'] {
  // An event with an unknown status sells nothing: see `hold.ts`.
  if (event !== 'published' && event !== 'cancelled') return 'closed';
  if (opensAt !== null && now < new Date(opensAt)) return 'not_open';
  if (now >= new Date(closesAt)) return 'closed';
  return available === 0 ? 'sold_out' : 'open';
}
