import { type StockState, stockChanged } from '@onsale/contracts/orders/messages';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';
import type { Listings } from './listings.js';

/** Keeps this service's copy of stock: "sold out" in a list, and capacities that are in use. */
export const onStock = ({
  database,
  listings,
}: Pick<ServiceContext, 'database'> & { readonly listings: Listings }) =>
  subscription({
    name: 'catalog.stock',
    to: [stockChanged],
    async handle(messages) {
      const latest = latestBySubject(messages);
      const stock = latest.map((message) => message.data);
      const changed = await database.query<{ soldOut: boolean; wasSoldOut: boolean | null }>(
        `with before as (
         select ticket_type_id, available = 0 as sold_out from stock where ticket_type_id = any($1)
       )
       insert into stock (ticket_type_id, version, available, held, sold, shares)
       select * from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[],
                            $6::jsonb[])
       on conflict (ticket_type_id) do update set
         version = excluded.version, available = excluded.available, held = excluded.held,
         sold = excluded.sold, shares = excluded.shares
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
        ],
      );
      if (changed.some((one) => one.soldOut !== one.wasSoldOut)) listings.listsChanged();
    },
  });

const sharesById = (shares: NonNullable<StockState['shares']>) =>
  Object.fromEntries(shares.map(({ ticketTypeId, held, sold }) => [ticketTypeId, { held, sold }]));
