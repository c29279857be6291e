import { newId, type Sql } from '@onsale/runtime';
import { testDatabase } from '@onsale/testing';
import { expect, it } from 'vitest';
import { orders } from '../src/service.js';
import { readPersons } from '../src/store-persons.js';

/** Rows of `orders` that this transaction has read so far, by index or not. */
async function readSoFar(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ rows: number }>(
    `select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables
     where relname = 'orders'`,
  );
  return row?.rows ?? 0;
}

const addPaidOrders = (sql: Sql, eventId: string, count: number) =>
  sql.query(
    `insert into orders (id, buyer_id, version, status, event_id, event_title, buyer_name,
       buyer_email, lines, total, currency, placed_at, expires_at, paid_at, payment_id, refunds,
       idempotency_key, request_digest, quantity)
     select gen_random_uuid(), gen_random_uuid(), 2, 'paid', $1, 'Jazz Night', 'Ana',
       'ana@example.org', '[]', 1000, 'EUR', now(), now(), now(), gen_random_uuid(), '[]',
       'key', 'digest', 1
     from generate_series(1, $2)`,
    [eventId, count],
  );

it('a hold reads no orders of other people, also when its statement was planned before they bought', async () => {
  const database = await testDatabase(orders.migrations, 'orders-persons');
  try {
    await database.transaction(async (sql) => {
      const eventId = newId();
      const visit = () => ({ accountId: newId(), eventId });
      const hold = () => readPersons(sql, [visit(), visit()], new Date(), 10);
      // PostgreSQL keeps the plan of a prepared statement from its sixth run on.
      for (let run = 0; run < 10; run += 1) await hold();
      await addPaidOrders(sql, eventId, 2_000);
      const before = await readSoFar(sql);
      await hold();
      expect((await readSoFar(sql)) - before).toBe(0);
    });
  } finally {
    await database.stop();
  }
});
