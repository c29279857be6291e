import { type EventState, eventMessages } from '@onsale/contracts/catalog/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import { latestBySubject, type ServiceContext, type Sql, subscription } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';
import type { EventNews } from './event-news.js';
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
    to: eventMessages,
    async handle(messages) {
      const latest = latestBySubject(messages);
      const events = latest.map((message) => message.data);
      const cancelled = events.filter((event) => event.status === 'cancelled');
      await transact(async (sql) => {
        // Transactions with a lock on the stock have read the old event; later ones read the new one.
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
 * All of them, so that a crash in between is made good by the redelivery. Once over the orders, in
 * the order of their ids, is enough: nobody places or pays one any more.
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

/** A status that is not known is kept: `hold.ts` says what may be sold then. */
async function upsertEvents(
  sql: Sql,
  events: readonly AsRead<EventState>[],
  now: Date,
): Promise<void> {
  await sql.query(
    `insert into event (id, version, status, organiser_id, title, ends_at, sales_open_at, sales_close_at,
                        per_person_limit, limit_since)
     select * from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[],
                          $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::int[],
                          array_fill($10::timestamptz, array[cardinality($1::uuid[])]))
     on conflict (id) do update set
       version = excluded.version, status = excluded.status, organiser_id = excluded.organiser_id,
       title = excluded.title, ends_at = excluded.ends_at,
       sales_open_at = excluded.sales_open_at, sales_close_at = excluded.sales_close_at,
       per_person_limit = excluded.per_person_limit,
       limit_since = case when event.per_person_limit is distinct from excluded.per_person_limit
                     then excluded.limit_since else event.limit_since end
     where excluded.version > event.version`,
    [
      events.map((event) => event.eventId),
      events.map((event) => event.version),
      events.map((event) => event.status),
      events.map((event) => event.organiserId),
      events.map((event) => event.title),
      events.map((event) => event.endsAt),
      events.map((event) => event.salesOpenAt),
      events.map((event) => event.salesCloseAt),
      events.map((event) => event.perPersonLimit ?? null),
      now,
    ],
  );
}
