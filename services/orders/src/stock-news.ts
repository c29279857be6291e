import type { Broadcast, Stop } from '@onsale/runtime';
import type { Stock } from './stock.js';

const channel = 'stock';

/** Tells every process whose stock has changed, for screens. What it says is never sold on. */
export interface StockNews {
  changed(stock: readonly Stock[]): void;
  listen(onChange: (eventIds: readonly string[]) => void): Stop;
}

export const createStockNews = (broadcast: Broadcast): StockNews => ({
  changed(stock) {
    if (stock.length === 0) return;
    broadcast.publish(channel, { eventIds: [...new Set(stock.map((one) => one.eventId))] });
  },
  listen: (onChange) =>
    broadcast.subscribe(channel, (news) => onChange((news as { eventIds: string[] }).eventIds)),
});
