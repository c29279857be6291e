import { heard } from '@onsale/contracts/heard';
import { latestBySubject, type ServiceContext, type Sql, subscription } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';
import type { EventNews } from './event-news.js';
import { upsertEvents } from './store-catalogue.js';
import { listLiveOrders } from './store-orders.js';
import { lockStockOfEvents } from './store-stock.js';

const endedAtOnce = 500;

/**
 * Keeps this service's copy of events. When one is cancelled, its holds end and its paid orders
 * are refunded.
 */
export const onEvent = (
  { transact, database, clock }: Pick<ServiceContext, 'transact' | 'database' | 'clock'>,
  changes: ChangeOrders,
  news: EventNews,
) =>
  subscription({
    name: 'orders.event',
    to: heard['orders.event'],
    async handle(messages) {
      const latest = latestBySubject(messages);
      const events = latest.map((message) => message.data);
      const cancelled = events.filter((event) => event.status === 'cancelled');
      await transact(async (sql) => {
        // Waits for transactions that read the old event under this lock; later ones read the new
        // one.
        await lockStockOfEvents(
          sql,
          cancelled.map((event) => event.eventId),
        );
        await upsertEvents(sql, events, clock.now());
      });
      news.changed(events.map((event) => event.eventId));
      await endOrders(
        database,
        changes,
        cancelled.map((event) => event.eventId),
      );
    },
  });

const beforeAllIds = '00000000-0000-0000-0000-000000000000';

/**
 * Ends all orders of cancelled events. After a crash the redelivery repeats it. One pass in the
 * order of ids is enough, because no more orders are placed or paid.
 */
async function endOrders(
  sql: Sql,
  changes: ChangeOrders,
  eventIds: readonly string[],
): Promise<void> {
  if (eventIds.length === 0) return;
  for (let afterId: string | undefined = beforeAllIds; afterId !== undefined; ) {
    const orderIds = await listLiveOrders(sql, eventIds, afterId, endedAtOnce);
    await changes.all(orderIds.map((orderId) => ({ kind: 'event-cancelled', orderId })));
    afterId = orderIds.at(-1);
  }
}
