import type { Broadcast, Stop } from '@onsale/runtime';
import type { Stock } from './stock.js';

const channel = 'stock';

export interface StockChange {
  readonly eventId: string;
  /** The id of the pool. The previous release, which also receives this, uses this name. */
  readonly ticketTypeId: string;
  readonly version: number;
}

/** Broadcasts events with changed stock. No sale is decided by it. */
export interface StockNews {
  changed(stock: readonly Stock[]): void;
  listen(onChange: (changes: readonly StockChange[]) => void): Stop;
}

export const createStockNews = (broadcast: Broadcast): StockNews => ({
  changed(stock) {
    if (stock.length === 0) return;
    const changes = stock.map(({ eventId, poolId, version }): StockChange => {
      return { eventId, ticketTypeId: poolId, version };
    });
    broadcast.publish(channel, { changes });
  },
  listen: (onChange) =>
    broadcast.subscribe(channel, (news) => onChange((news as { changes: StockChange[] }).changes)),
});
