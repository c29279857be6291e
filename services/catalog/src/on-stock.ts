import type { Message } from '@onsale/contracts/message';
import { type StockState, stockChanged } from '@onsale/contracts/orders/messages';
import { latestBySubject, type ServiceContext, type Subscription } from '@onsale/runtime';

/** Keeps this service's copy of stock: "sold out" in a list, and capacities that are in use. */
export const onStock = ({ database }: Pick<ServiceContext, 'database'>): Subscription => ({
  name: 'catalog.stock',
  types: [stockChanged.type],
  async handle(messages) {
    const latest = latestBySubject(messages as Message<string, StockState>[]);
    const stock = latest.map((message) => message.data);
    await database.query(
      `insert into stock (ticket_type_id, version, available, held, sold)
       select * from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[])
       on conflict (ticket_type_id) do update set
         version = excluded.version, available = excluded.available, held = excluded.held,
         sold = excluded.sold
       where excluded.version > stock.version`,
      [
        stock.map((one) => one.ticketTypeId),
        stock.map((one) => one.version),
        stock.map((one) => one.available),
        stock.map((one) => one.held),
        stock.map((one) => one.sold),
      ],
    );
  },
});
