import type { Availability, TicketTypeAvailability } from '@onsale/contracts/orders/http';
import { type Clock, type Database, notFound } from '@onsale/runtime';
import { salesWindow } from './hold.js';
import { readEvents, readStockOfEvent, readTicketTypes } from './store-stock.js';

type Status = TicketTypeAvailability['status'];

/** What is left of an event's ticket types now; undefined for a draft and for no event. */
async function readAvailability(
  database: Database,
  clock: Clock,
  eventId: string,
): Promise<Availability | undefined> {
  const [events, ticketTypes, stock] = await Promise.all([
    readEvents(database, [eventId]),
    readTicketTypes(database, [eventId]),
    readStockOfEvent(database, eventId),
  ]);
  const event = events.get(eventId);
  if (!event || event.status === 'draft') return undefined;
  const now = clock.now();
  return {
    eventId,
    status: event.status,
    ticketTypes: stock.flatMap((one): TicketTypeAvailability[] => {
      const ticketType = ticketTypes.get(one.ticketTypeId);
      if (!ticketType) return [];
      const { opensAt, closesAt } = salesWindow(event, ticketType);
      return [
        {
          ticketTypeId: one.ticketTypeId,
          version: one.version,
          available: one.available,
          status: statusAt(now, opensAt, closesAt, one.available),
          opensAt,
          closesAt,
        },
      ];
    }),
  };
}

function statusAt(now: Date, opensAt: string | null, closesAt: string, available: number): Status {
  if (opensAt !== null && now < new Date(opensAt)) return 'not_open';
  if (now >= new Date(closesAt)) return 'closed';
  return available === 0 ? 'sold_out' : 'open';
}

/** How long one reading is told to everybody. */
export const keptMs = 200;
const keptEvents = 1_000;

/**
 * The same, read at most five times a second per event whatever the rush: for showing, where a
 * fifth of a second does no harm.
 */
export function cachedAvailability(database: Database, clock: Clock) {
  const kept = new Map<string, { until: number; reading: Promise<Availability | undefined> }>();

  return async (eventId: string): Promise<Availability> => {
    const nowMs = performance.now();
    let entry = kept.get(eventId);
    if (!entry || entry.until < nowMs) {
      entry = { until: nowMs + keptMs, reading: readAvailability(database, clock, eventId) };
      if (kept.size >= keptEvents) kept.clear();
      kept.set(eventId, entry);
      entry.reading.catch(() => kept.delete(eventId));
    }
    const availability = await entry.reading;
    if (!availability) throw notFound('event');
    return availability;
  };
}

export type CachedAvailability = ReturnType<typeof cachedAvailability>;
