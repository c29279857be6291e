import { heard } from '@onsale/contracts/heard';
import type { StockState } from '@onsale/contracts/orders/messages';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import { restoreHeld } from './restore-held.js';
import { upsertStock } from './store-stock.js';

/** Keeps this service's copy of stock, for "sold out" in lists and for checks of capacities. */
export const onStock = (context: ChangeContext & Pick<ServiceContext, 'database'>) =>
  subscription({
    name: 'catalog.stock',
    to: heard['catalog.stock'],
    async handle(messages) {
      const latest = latestBySubject(messages);
      const stock = latest.map((message) => message.data);
      const sold = soldByPool(messages.map(({ data }) => data));
      const changed = await upsertStock(context.database, stock, sold);
      if (changed.some((one) => one.soldOut !== one.wasSoldOut)) context.listings.listsChanged();
      const inUse = stock.flatMap(partsOf).filter(({ held, sold }) => held + sold > 0);
      await restoreHeld(
        context,
        inUse.map((part) => part.ticketTypeId),
      );
    },
  });

/** How much is held and sold as each ticket type of a pool. */
function partsOf({ ticketTypeId, held, sold, shares = [] }: StockState) {
  const sum = (part: 'held' | 'sold') => shares.reduce((all, share) => all + share[part], 0);
  return [{ ticketTypeId, held: held - sum('held'), sold: sold - sum('sold') }, ...shares];
}

/**
 * Which ticket types were ever sold, by pool. Reads all states, not only the latest, because sold
 * tickets may have been refunded since.
 */
function soldByPool(said: readonly StockState[]): Map<string, Record<string, true>> {
  const byPool = new Map<string, Record<string, true>>();
  for (const stock of said) {
    const ids = partsOf(stock).filter((part) => part.sold > 0);
    byPool.set(stock.ticketTypeId, {
      ...byPool.get(stock.ticketTypeId),
      ...Object.fromEntries(ids.map((part) => [part.ticketTypeId, true])),
    });
  }
  return byPool;
}
