import type { PageChanges } from '@onsale/runtime';
import { keptMs } from './availability.js';
import type { StockNews } from './stock-news.js';

/** Events whose stock changed, as soon as nobody is told an older reading of it. */
export const stockPageChanges = (news: StockNews): PageChanges => ({
  listen(onChange) {
    const gathered = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    const stop = news.listen((changes) => {
      for (const { eventId } of changes) gathered.add(`stock:${eventId}`);
      timer ??= setTimeout(() => {
        timer = undefined;
        const what = [...gathered];
        gathered.clear();
        onChange(what);
      }, keptMs + 10);
    });
    return async () => {
      clearTimeout(timer);
      await stop();
    };
  },
});
