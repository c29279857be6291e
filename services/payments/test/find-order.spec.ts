import { newId } from '@onsale/runtime';
import { type TestDatabase, testDatabase } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOrderFinder } from '../src/find-order.js';
import { payments } from '../src/service.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(payments.migrations);
});
afterAll(() => database.stop());

it('who waits for an order when the service stops is told to come back, not that there is none', async () => {
  const finder = createOrderFinder(database);
  const finding = finder.find(newId());
  const outcome = expect(finding).rejects.toMatchObject({ status: 503 });
  await finder.stop();
  await outcome;
});

it('who waits for an order when the service stops gets it, when another process takes it', async () => {
  const finder = createOrderFinder(database);
  const [orderId, buyerId] = [newId(), newId()];
  const finding = finder.find(orderId);
  await finder.stop();
  await database.query(
    `insert into payable_order (id, version, status, buyer_id, total, currency, expires_at)
     values ($1, 1, 'pending', $2, 100, 'EUR', now() + interval '1 minute')`,
    [orderId, buyerId],
  );
  expect(await finding).toMatchObject({ id: orderId, buyerId });
});
