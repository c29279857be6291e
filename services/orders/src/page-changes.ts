import { gather, type PageChanges } from '@onsale/runtime';
import { keptMs } from './availability.js';
import type { EventNews } from './event-news.js';
import type { StockNews } from './stock-news.js';

/** Announces events whose stock or sales windows changed, once no answer can have an older read. */
export const pageChanges = (stock: StockNews, events: EventNews): PageChanges => ({
  listen(onChange) {
    const gathering = gather(keptMs + 10, onChange);
    const add = (eventIds: readonly string[]) => gathering.add(eventIds.map((id) => `stock:${id}`));
    const stops = [
      stock.listen((changes) => add(changes.map(({ eventId }) => eventId))),
      events.listen(add),
    ];
    return async () => {
      gathering.stop();
      await Promise.all(stops.map((stop) => stop()));
    };
  },
});
