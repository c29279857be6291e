import { type TicketTypeState, ticketTypeMessages } from '@onsale/contracts/catalog/messages';
import { latestBySubject, type ServiceContext, type Sql, subscription } from '@onsale/runtime';
import type { EventNews } from './event-news.js';
import { stockMessage } from './order.js';
import { newStock, withCapacity } from './stock.js';
import type { StockNews } from './stock-news.js';
import { lockStock, writeStock } from './store-stock.js';

/** Keeps this service's copy of ticket types, and gives each its stock. */
export const onTicketType = (
  { transact, clock }: Pick<ServiceContext, 'transact' | 'clock'>,
  news: StockNews,
  eventNews: EventNews,
) =>
  subscription({
    name: 'orders.ticket-type',
    to: ticketTypeMessages,
    async handle(messages) {
      const latest = latestBySubject(messages);
      const changed = await transact(async (sql, publish) => {
        const stock = await lockStock(
          sql,
          latest.map((message) => message.subject),
        );
        const newer = new Set(
          await upsertTicketTypes(
            sql,
            latest.map((message) => message.data),
            clock.now(),
          ),
        );
        const wanted = latest
          .filter(({ subject }) => newer.has(subject))
          .map(({ data }) => {
            const known = stock.get(data.ticketTypeId);
            return known
              ? withCapacity(known, data.capacity)
              : newStock(data.ticketTypeId, data.eventId, data.capacity);
          })
          .filter((one) => one.version === 0 || !sameCapacity(one, stock.get(one.ticketTypeId)));
        const written = writeStock(sql, wanted);
        publish(...written.map((one) => stockMessage(one, clock.now())));
        return written;
      });
      news.changed(changed);
      eventNews.changed(latest.map(({ data }) => data.eventId));
    },
  });

const sameCapacity = (
  a: { capacity: number; wantedCapacity: number },
  b: { capacity: number; wantedCapacity: number } | undefined,
) => a.capacity === b?.capacity && a.wantedCapacity === b.wantedCapacity;

/** @returns the ids of those that were newer than the copy */
async function upsertTicketTypes(
  sql: Sql,
  types: readonly TicketTypeState[],
  now: Date,
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `insert into ticket_type (id, event_id, version, name, price, currency, per_order_limit,
                              sales_open_at, sales_close_at, limit_since)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::bigint[], $6::text[],
                          $7::int[], $8::timestamptz[], $9::timestamptz[],
                          array_fill($10::timestamptz, array[cardinality($1::uuid[])]))
     on conflict (id) do update set
       version = excluded.version, name = excluded.name, price = excluded.price,
       currency = excluded.currency, per_order_limit = excluded.per_order_limit,
       sales_open_at = excluded.sales_open_at, sales_close_at = excluded.sales_close_at,
       limit_since = case when ticket_type.per_order_limit <> excluded.per_order_limit
                     then excluded.limit_since else ticket_type.limit_since end
     where excluded.version > ticket_type.version
     returning id`,
    [
      types.map((type) => type.ticketTypeId),
      types.map((type) => type.eventId),
      types.map((type) => type.version),
      types.map((type) => type.name),
      types.map((type) => type.price.amount),
      types.map((type) => type.price.currency),
      types.map((type) => type.perOrderLimit),
      types.map((type) => type.salesOpenAt),
      types.map((type) => type.salesCloseAt),
      now,
    ],
  );
  return rows.map((row) => row.id);
}
