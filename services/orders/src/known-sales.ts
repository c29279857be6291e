import type { Clock, Problem } from '@onsale/runtime';
import { findRefusal, type HoldRequest } from './hold.js';
import type { EventCopy, Offer, Sale } from './sale.js';
import type { Stock } from './stock.js';
import type { StockNews } from './stock-news.js';

/** How long remembered stock is trusted, unless a change is announced. */
const believedMs = 250;
const maxPools = 10_000;

/** Refusals that may be slightly out of date without harm. */
const refusedEarly: ReadonlySet<string> = new Set([
  'sold_out',
  'sale_not_open',
  'sale_closed',
  'sale_paused',
  'over_limit',
  'under_minimum',
]);

/**
 * Remembers the sales that this process saw a moment ago, to refuse requests without the database.
 * It only refuses: a request that might succeed goes to the database, and so does the first one
 * after that moment.
 */
export function knownSales(clock: Clock, news: StockNews) {
  /** By id of the pool, like `stock`. */
  const seenAtMs = new Map<string, number>();
  const stock = new Map<string, Stock>();
  const events = new Map<string, EventCopy>();
  const offers = new Map<string, Offer>();

  const stop = news.listen((changes) => {
    for (const { ticketTypeId, version } of changes) {
      if ((stock.get(ticketTypeId)?.version ?? 0) < version) seenAtMs.delete(ticketTypeId);
    }
  });

  return {
    stop,

    /** Remembers the sale and the stock after a committed batch. */
    saw(sale: Sale, seen: Iterable<Stock>): void {
      const nowMs = clock.now().getTime();
      if (stock.size >= maxPools) {
        for (const each of [seenAtMs, stock, events, offers]) each.clear();
      }
      for (const one of seen) {
        const event = sale.events.get(one.eventId);
        const newer = (stock.get(one.poolId)?.version ?? 0) > one.version;
        if (!event || newer) continue;
        seenAtMs.set(one.poolId, nowMs);
        stock.set(one.poolId, one);
        events.set(event.id, event);
      }
      for (const offer of sale.offers.values()) offers.set(offer.id, offer);
    },

    /** The refusal of a request that is certain to fail; undefined for other requests. */
    refusal(request: Pick<HoldRequest, 'eventId' | 'lines'>): Problem | undefined {
      const nowMs = clock.now().getTime();
      for (const { ticketTypeId } of request.lines) {
        const poolId = offers.get(ticketTypeId)?.poolId ?? ticketTypeId;
        const ageMs = nowMs - (seenAtMs.get(poolId) ?? 0);
        if (ageMs < 0 || ageMs >= believedMs) return undefined;
      }
      const refusal = findRefusal(request, stock, { events, offers }, nowMs);
      return refusal && refusedEarly.has(refusal.code) ? refusal : undefined;
    },
  };
}

export type KnownSales = ReturnType<typeof knownSales>;
