import type { Sql } from '@onsale/runtime';
import { type EventCopy, type Offer, type Sale, saleOf } from './hold.js';
import { readEvents, readTicketTypes, readVersions } from './store-stock.js';

/** With more, all are forgotten, which costs each a reading. */
const maxEvents = 20_000;

/**
 * What events sell, kept in memory. The database is asked each time, but for versions alone: a copy
 * counts only while its version is the one that is written there.
 */
export function createSaleCopies() {
  const events = new Map<string, EventCopy>();
  const offers = new Map<string, Offer>();

  /** An offer rests on its event too, so both are always read together. */
  async function renew(sql: Sql, eventIds: readonly string[]): Promise<void> {
    const [readings, ticketTypes] = await Promise.all([
      readEvents(sql, eventIds),
      readTicketTypes(sql, eventIds),
    ]);
    if (events.size + readings.size > maxEvents) {
      events.clear();
      offers.clear();
    }
    const sale = saleOf(readings, ticketTypes.values());
    for (const [id, event] of sale.events) events.set(id, event);
    for (const [id, offer] of sale.offers) offers.set(id, offer);
  }

  return {
    /** These events and ticket types, those that there are, as the database has them now. */
    async read(
      sql: Sql,
      eventIds: readonly string[],
      ticketTypeIds: readonly string[],
    ): Promise<Sale> {
      const written = await readVersions(sql, eventIds, ticketTypeIds);
      const outdated = written.filter(
        ({ id, version }) => (events.get(id) ?? offers.get(id))?.version !== version,
      );
      if (outdated.length > 0) {
        await renew(sql, [...new Set(outdated.map((one) => one.eventId))]);
      }
      const sale = { events: new Map<string, EventCopy>(), offers: new Map<string, Offer>() };
      for (const { id } of written) {
        const event = events.get(id);
        const offer = offers.get(id);
        if (event) sale.events.set(id, event);
        if (offer) sale.offers.set(id, offer);
      }
      return sale;
    },
  };
}

export type SaleCopies = ReturnType<typeof createSaleCopies>;
