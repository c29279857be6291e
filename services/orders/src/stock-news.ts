import type { Broadcast, Stop } from '@onsale/runtime';
import type { Stock } from './stock.js';

const channel = 'stock';

export type StockChange = Pick<Stock, 'eventId' | 'ticketTypeId' | 'version'>;

/** Tells every process whose stock has changed. What it says is never sold on. */
export interface StockNews {
  changed(stock: readonly Stock[]): void;
  listen(onChange: (changes: readonly StockChange[]) => void): Stop;
}

export const createStockNews = (broadcast: Broadcast): StockNews => ({
  changed(stock) {
    if (stock.length === 0) return;
    const changes = stock.map(({ eventId, ticketTypeId, version }): StockChange => {
      return { eventId, ticketTypeId, version };
    });
    broadcast.publish(channel, { changes });
  },
  listen: (onChange) =>
    broadcast.subscribe(channel, (news) => onChange((news as { changes: StockChange[] }).changes)),
});
