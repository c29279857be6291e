import { type StockState, stockChanged } from '@onsale/contracts/orders/messages';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import { restoreHeld } from './restore-held.js';

/** Keeps this service's copy of stock: "sold out" in a list, and capacities that are in use. */
export const onStock = (context: ChangeContext & Pick<ServiceContext, 'database'>) =>
  subscription({
    name: 'catalog.stock',
    to: [stockChanged],
    async handle(messages) {
      const latest = latestBySubject(messages);
      const stock = latest.map((message) => message.data);
      const sold = soldByPool(messages.map(({ data }) => data));
      const changed = await context.database.query<{
        soldOut: boolean;
        wasSoldOut: boolean | null;
      }>(
        `with before as (
         select ticket_type_id, available = 0 as sold_out from stock where ticket_type_id = any($1)
       )
       insert into stock (ticket_type_id, version, available, held, sold, shares, was_sold)
       select * from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[],
                            $6::jsonb[], $7::jsonb[])
       on conflict (ticket_type_id) do update set
         version = excluded.version, available = excluded.available, held = excluded.held,
         sold = excluded.sold, shares = excluded.shares,
         was_sold = stock.was_sold || excluded.was_sold
       where excluded.version > stock.version
       returning available = 0 as "soldOut",
         (select sold_out from before where before.ticket_type_id = stock.ticket_type_id)
           as "wasSoldOut"`,
        [
          stock.map((one) => one.ticketTypeId),
          stock.map((one) => one.version),
          stock.map((one) => one.available),
          stock.map((one) => one.held),
          stock.map((one) => one.sold),
          stock.map(({ shares }) => shares && JSON.stringify(sharesById(shares))),
          stock.map((one) => JSON.stringify(sold.get(one.ticketTypeId) ?? {})),
        ],
      );
      if (changed.some((one) => one.soldOut !== one.wasSoldOut)) context.listings.listsChanged();
      const inUse = stock.flatMap(partsOf).filter(({ held, sold }) => held + sold > 0);
      await restoreHeld(
        context,
        inUse.map((part) => part.ticketTypeId),
      );
    },
  });

const sharesById = (shares: NonNullable<StockState['shares']>) =>
  Object.fromEntries(shares.map(({ ticketTypeId, held, sold }) => [ticketTypeId, { held, sold }]));

/** What is held and sold as each of the ticket types that sell the places of a pool. */
function partsOf({ ticketTypeId, held, sold, shares = [] }: StockState) {
  const sum = (part: 'held' | 'sold') => shares.reduce((all, share) => all + share[part], 0);
  return [{ ticketTypeId, held: held - sum('held'), sold: sold - sum('sold') }, ...shares];
}

/**
 * Which ticket types were sold, by their pools. Of all that was said and not only the latest: it may
 * have been refunded since.
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
