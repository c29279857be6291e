import { statfs } from 'node:fs/promises';
import type { Cluster, Databases } from '../cluster.js';
import { shared } from '../cluster.js';
import { BenchError } from '../failure.js';
import { measureHolds, workers } from '../measure-holds.js';
import type { Part } from '../part.js';
import type { Stage } from '../stage.js';

/** Rows, indexes, what sorting them takes for a while, and the write-ahead log. */
const bytesPerOrder = 1_600;
const orderEveryMs = 6_000;
const insertedAtOnce = 500_000;
const ordersPerEvent = 10_000;

/** The same holds beside the orders of years. */
export const past: Part = {
  name: 'past',
  title: 'Holds, beside past orders',
  unit: 'holds/s',
  prepare: makePast,
  async measure(stage) {
    const { cluster, sales, sizes } = stage;
    const fresh = await cluster.copy('one', shared);
    const databases: Databases = {
      ...fresh,
      urls: { ...fresh.urls, orders: cluster.urlOf('past', 'orders') },
    };
    try {
      return await measureHolds(stage, {
        role: 'orders',
        databases,
        connections: workers,
        sales: [sales.hot],
        pace: { workers, ms: sizes.measureMs },
        count: (tally) => tally.held,
        eventOnly: true,
      });
    } finally {
      await fresh.drop();
    }
  },
};

/** Paid and expired orders of past events, straight into the tables: no bench sells so much. */
async function makePast({ cluster, sizes, folder, signal, tell }: Stage): Promise<void> {
  const { pastOrders: count } = sizes;
  const { bavail, bsize } = await statfs(folder);
  const [free, needed] = [bavail * bsize, count * bytesPerOrder];
  if (free < needed) {
    throw new BenchError(
      `${count} past orders take ${Math.ceil(needed / 1e9)} GB for a while, and ${folder} has ${Math.floor(free / 1e9)} GB left. Free some, or measure without --full.`,
    );
  }
  await cluster.clone('one', 'past', ['orders']);
  const url = cluster.urlOf('past', 'orders');
  const indexes = await takeIndexes(cluster, url);
  await cluster.query(url, insertEvents, [Math.ceil(count / ordersPerEvent)]);
  for (let from = 0; from < count; from += insertedAtOnce) {
    signal.throwIfAborted();
    const to = Math.min(count, from + insertedAtOnce) - 1;
    await cluster.query(url, insertOrders, [from, to, count, orderEveryMs, ordersPerEvent]);
    tell(`${to + 1} of ${count} past orders`);
  }
  signal.throwIfAborted();
  tell('Indexing them');
  for (const index of indexes) await cluster.query(url, index);
  await cluster.query(url, updateStock);
  await cluster.query(url, 'vacuum analyze');
}

/** Built at once they take minutes, row by row hours. @returns what makes them again */
async function takeIndexes(cluster: Cluster, url: string): Promise<string[]> {
  const rows = await cluster.query<{ name: string; made: string }>(
    url,
    `select indexname as name, indexdef as made from pg_indexes
     where tablename = 'orders' and schemaname = 'public' and indexname <> 'orders_pkey'`,
  );
  for (const { name } of rows) await cluster.query(url, `drop index "${name}"`);
  return rows.map((row) => row.made);
}

// The ids of the n-th past event and its one ticket type are computed from n.
const eventIdOf = (n: string) => `md5('event ' || ${n})::uuid`;
const typeIdOf = (n: string) => `md5('type ' || ${n})::uuid`;

const insertEvents = `
  with made as (select n::text as n from generate_series(0, $1::int - 1) as n),
  events as (
    insert into event (id, version, status, organiser_id, title, ends_at)
    select ${eventIdOf('n')}, 1, 'published', gen_random_uuid(), 'Past event ' || n,
           now() - interval '1 day'
    from made),
  types as (
    insert into ticket_type (id, event_id, version, name, price, currency, per_order_limit)
    select ${typeIdOf('n')}, ${eventIdOf('n')}, 1, 'General admission', 4900, 'EUR', 4 from made)
  insert into stock (ticket_type_id, event_id, version, capacity, wanted_capacity, available, held, sold)
  select ${typeIdOf('n')}, ${eventIdOf('n')}, 1, 0, 0, 0, 0, 0 from made`;

/** From $1 to $2 of $3, one every $4 ms until now, $5 an event; one in ten was never paid. */
const insertOrders = `
  insert into orders (id, buyer_id, idempotency_key, request_digest, version, status, event_id,
    event_title, buyer_name, buyer_email, lines, quantity, total, currency, placed_at, expires_at,
    paid_at, payment_id)
  select uuidv7(ago), gen_random_uuid(), gen_random_uuid()::text,
         encode(sha256(n::text::bytea), 'base64'), 2, case when is_paid then 'paid' else 'expired' end,
         ${eventIdOf('event')}, 'Past event ' || event, 'Past Buyer',
         'buyer-' || n || '@bench.invalid',
         jsonb_build_array(jsonb_build_object('ticketTypeId', ${typeIdOf('event')},
           'ticketTypeName', 'General admission', 'quantity', quantity,
           'unitPrice', jsonb_build_object('amount', 4900, 'currency', 'EUR'))),
         quantity, quantity * 4900, 'EUR', now() + ago, now() + ago + interval '15 minutes',
         case when is_paid then now() + ago + interval '1 minute' end,
         case when is_paid then gen_random_uuid() end
  from (select n, (n / $5::bigint)::text as event, 1 + (n % 4)::int as quantity,
               n % 10 <> 0 as is_paid,
               make_interval(secs => ($3::bigint - n) * -$4::float8 / 1000) - interval '1 day' as ago
        from generate_series($1::bigint, $2::bigint) as n) as made`;

const updateStock = `
  update stock set sold = sums.sold, capacity = sums.sold, wanted_capacity = sums.sold,
                   revenue = sums.revenue
  from (select (lines->0->>'ticketTypeId')::uuid as id, sum(quantity) as sold, sum(total) as revenue
        from orders where status = 'paid' group by 1) as sums
  where ticket_type_id = sums.id`;
