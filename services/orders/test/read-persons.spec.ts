import { newId, type Sql } from '@onsale/runtime';
import { rowsRead, testDatabase } from '@onsale/testing';
import { expect, it } from 'vitest';
import { orders } from '../src/service.js';
import { readPersons } from '../src/store-persons.js';

const addPaidOrders = (sql: Sql, eventIds: string, buyerIds: string, count: number) =>
  sql.query(
    `insert into orders (id, buyer_id, version, status, event_id, event_title, buyer_name,
       buyer_email, lines, total, currency, placed_at, expires_at, paid_at, payment_id, refunds,
       idempotency_key, request_digest, quantity)
     select gen_random_uuid(), ${buyerIds}, 2, 'paid', ${eventIds}, 'Jazz Night', 'Ana',
       'ana@example.org', '[]', 1000, 'EUR', now(), now(), now(), gen_random_uuid(), '[]',
       gen_random_uuid(), 'digest', 1
     from generate_series(1, $1)`,
    [count],
  );

const few = 3;

it('a hold reads no orders of other people or events, though its statement was planned before them', async () => {
  const database = await testDatabase(orders.migrations, 'orders-persons');
  try {
    await database.transaction(async (sql) => {
      const [accountId, eventId] = [newId(), newId()];
      const visits = [
        { accountId, eventId },
        { accountId: newId(), eventId },
      ];
      const hold = () => readPersons(sql, visits, new Date(), 10);
      // PostgreSQL keeps the plan of a prepared statement from its sixth run on.
      for (let run = 0; run < 10; run += 1) await hold();
      await addPaidOrders(sql, `'${eventId}'`, 'gen_random_uuid()', 2_000);
      await addPaidOrders(sql, 'gen_random_uuid()', `'${accountId}'`, 2_000);
      await addPaidOrders(sql, `'${eventId}'`, `'${accountId}'`, few);
      const before = await rowsRead(sql, 'orders');
      expect((await hold()).get(accountId)?.live).toHaveLength(few);
      expect((await rowsRead(sql, 'orders')) - before).toBe(few);
      await sql.query('analyze orders');
      await hold();
      expect((await rowsRead(sql, 'orders')) - before).toBe(2 * few);
    });
  } finally {
    await database.stop();
  }
});
