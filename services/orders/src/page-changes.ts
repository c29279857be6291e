import type { PageChanges } from '@onsale/runtime';
import { keptMs } from './availability.js';
import type { EventNews } from './event-news.js';
import type { StockNews } from './stock-news.js';

/** Events whose stock or sales windows changed, as soon as no answer has an older reading. */
export const pageChanges = (stock: StockNews, events: EventNews): PageChanges => ({
  listen(onChange) {
    const gathered = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    const gather = (eventIds: readonly string[]) => {
      for (const eventId of eventIds) gathered.add(`stock:${eventId}`);
      timer ??= setTimeout(() => {
        timer = undefined;
        const what = [...gathered];
        gathered.clear();
        onChange(what);
      }, keptMs + 10);
    };
    const stops = [
      stock.listen((changes) => gather(changes.map(({ eventId }) => eventId))),
      events.listen(gather),
    ];
    return async () => {
      clearTimeout(timer);
      await Promise.all(stops.map((stop) => stop()));
    };
  },
});
