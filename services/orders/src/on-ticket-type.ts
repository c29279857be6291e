import { type TicketTypeState, ticketTypeMessages } from '@onsale/contracts/catalog/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import { latestBySubject, type ServiceContext, type Sql, subscription } from '@onsale/runtime';
import type { EventNews } from './event-news.js';
import { stockMessage } from './order.js';
import { givePlaces } from './pools.js';
import type { Stock } from './stock.js';
import type { StockNews } from './stock-news.js';
import {
  lockStockOfEvents,
  raiseVersions,
  readTicketTypes,
  setMoved,
  writeStock,
} from './store-stock.js';

/**
 * Keeps this service's copy of ticket types, and gives each its places: its own, or those that it
 * shares. What is held and sold moves with it, in one transaction.
 */
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
        const states = latest.map((message) => message.data);
        const eventIds = [...new Set(states.map((state) => state.eventId))];
        const stock = await lockStockOfEvents(sql, eventIds);
        const before = await readTicketTypes(sql, eventIds);
        const newer = await upsertTicketTypes(sql, states, clock.now());
        const asFound = new Map(stock);
        const versions: number[] = [];
        const changedPools = new Set<string>();
        for (const state of states) {
          const poolId = newer.get(state.ticketTypeId);
          if (poolId === undefined) continue;
          const id = state.ticketTypeId;
          const wasIn = before.get(id)?.poolId;
          for (const one of givePlaces(stock, { ...state, id, poolId }, wasIn)) {
            stock.set(one.poolId, one);
          }
          if (wasIn === undefined || wasIn === poolId) continue;
          for (const each of [wasIn, poolId]) {
            changedPools.add(each);
            versions.push(stock.get(each)?.version ?? 0);
          }
        }
        // A page takes what has the higher version, also from the pool that its ticket type left.
        const version = Math.max(0, ...versions);
        if (changedPools.size > 0) raiseVersions(sql, [...changedPools], version);
        const wanted = [...stock.values()]
          .filter((one) => changedPools.has(one.poolId) || !same(one, asFound.get(one.poolId)))
          .map((one) =>
            changedPools.has(one.poolId) && one.version > 0 ? { ...one, version } : one,
          );
        const isMoved = (isSo: boolean) =>
          [...newer].filter(([id, poolId]) => (id !== poolId) === isSo).map(([id]) => id);
        setMoved(sql, isMoved(false), false);
        const written = writeStock(sql, wanted);
        setMoved(sql, isMoved(true), true);
        publish(...written.map((one) => stockMessage(one, clock.now())));
        return written;
      });
      news.changed(changed);
      eventNews.changed(latest.map(({ data }) => data.eventId));
    },
  });

const same = (one: Stock, other: Stock | undefined) =>
  one.capacity === other?.capacity && one.wantedCapacity === other.wantedCapacity;

/**
 * A status that is not known is kept: `hold.ts` says what may be sold then.
 * @returns of those that were newer than the copy: the pool of each, by its id
 */
async function upsertTicketTypes(
  sql: Sql,
  types: readonly AsRead<TicketTypeState>[],
  now: Date,
): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; poolId: string }>(
    `insert into ticket_type (id, event_id, version, name, price, currency, per_order_limit,
                              sales_open_at, sales_close_at, pool_id, pool_limit, status, position,
                              limit_since)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::bigint[], $6::text[],
                          $7::int[], $8::timestamptz[], $9::timestamptz[], $10::uuid[], $11::int[],
                          $13::text[], $14::int[],
                          array_fill($12::timestamptz, array[cardinality($1::uuid[])]))
     on conflict (id) do update set
       version = excluded.version, name = excluded.name, price = excluded.price,
       currency = excluded.currency, per_order_limit = excluded.per_order_limit,
       sales_open_at = excluded.sales_open_at, sales_close_at = excluded.sales_close_at,
       pool_id = coalesce(excluded.pool_id, ticket_type.pool_id),
       pool_limit = case when excluded.pool_id is null
                    then ticket_type.pool_limit else excluded.pool_limit end,
       status = coalesce(excluded.status, ticket_type.status),
       position = coalesce(excluded.position, ticket_type.position),
       limit_since = case when ticket_type.per_order_limit <> excluded.per_order_limit
                     then excluded.limit_since else ticket_type.limit_since end
     where excluded.version > ticket_type.version
     returning id, coalesce(pool_id, id) as "poolId"`,
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
      types.map((type) => type.poolId ?? null),
      types.map((type) => type.poolLimit ?? null),
      now,
      types.map((type) => type.status ?? null),
      types.map((type) => type.position ?? null),
    ],
  );
  return new Map(rows.map((row) => [row.id, row.poolId]));
}
