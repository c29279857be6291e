import type { Clock, Problem } from '@onsale/runtime';
import { findRefusal, type HoldRequest } from './hold.js';
import type { EventCopy, Offer, Sale } from './sale.js';
import type { Stock } from './stock.js';
import type { StockNews } from './stock-news.js';

/** How long a reading is used when no news of a returned ticket arrives. */
const believedMs = 250;
const maxPools = 10_000;

/** What may be out of date for a moment without harm to anyone. */
const refusedEarly: ReadonlySet<string> = new Set([
  'sold_out',
  'sale_not_open',
  'sale_closed',
  'sale_paused',
  'over_limit',
  'under_minimum',
]);

/**
 * What this process saw of sales a moment ago, so that it can refuse without the database. It only
 * ever refuses: a request that might succeed goes to the database, and so does the first one after
 * that moment.
 */
export function knownSales(clock: Clock, news: StockNews) {
  /** By pool, as `stock`. */
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

    /** Remembers what a batch saw, and left behind when it had committed. */
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

    /** Why this request is certain to be refused; undefined when it is not. */
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
