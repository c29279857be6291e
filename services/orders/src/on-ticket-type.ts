import { heard } from '@onsale/contracts/heard';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';
import type { EventNews } from './event-news.js';
import { stockMessage } from './order.js';
import { givePlaces } from './pools.js';
import type { Stock } from './stock.js';
import type { StockNews } from './stock-news.js';
import { readTicketTypes, upsertTicketTypes } from './store-catalogue.js';
import { lockStockOfEvents, raiseVersions, setMoved, writeStock } from './store-stock.js';

/**
 * Keeps this service's copy of ticket types, and assigns each its pool. When the pool changes, held
 * and sold tickets move with the ticket type, in one transaction.
 */
export const onTicketType = (
  { transact, clock }: Pick<ServiceContext, 'transact' | 'clock'>,
  news: StockNews,
  eventNews: EventNews,
) =>
  subscription({
    name: 'orders.ticket-type',
    to: heard['orders.ticket-type'],
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
        // Pages keep the higher version, so after a move both pools get the higher of their
        // versions.
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
