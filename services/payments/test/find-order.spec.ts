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

it('a payment for a new order gets a Retry-After when the order has not arrived within two seconds', async () => {
  await expect(createOrderFinder(database).find(newId(), newId())).rejects.toMatchObject({
    status: 503,
    code: 'overloaded', // nothing was charged
    retryAfterSeconds: 2,
  });
});

it('a payment gets 404 when the id of its order is older than any hold can be', async () => {
  const dayBefore = (Date.now() - 25 * 60 * 60 * 1000).toString(16).padStart(12, '0');
  const orderId = `${dayBefore.slice(0, 8)}-${dayBefore.slice(8)}${newId().slice(13)}`;
  expect(await createOrderFinder(database).find(orderId, newId())).toBeUndefined();
  expect(
    await createOrderFinder(database).find('0a1b2c3d-0000-4000-8000-000000000000', newId()),
  ).toBe(undefined);
});

it('a payment finds an order that another process receives while it waits', async () => {
  const [orderId, buyerId] = [newId(), newId()];
  const finding = createOrderFinder(database).find(orderId, buyerId);
  await database.query(
    `insert into payable_order (id, version, status, buyer_id, total, currency, expires_at)
     values ($1, 1, 'pending', $2, 100, 'EUR', now() + interval '1 minute')`,
    [orderId, buyerId],
  );
  expect(await finding).toMatchObject({ id: orderId, buyerId });
});

it('a caller who invents orders does not use up the waiting places of others', async () => {
  const finder = createOrderFinder(database);
  const [stranger, buyer] = [newId(), newId()];
  const waiting = Array.from({ length: 4 }, () => finder.find(newId(), stranger));
  let waited = 0;
  const settled = Promise.allSettled(waiting.map((one) => one.finally(() => (waited += 1))));
  await expect(finder.find(newId(), stranger)).rejects.toMatchObject({ status: 503 });
  expect(waited).toBe(0);
  const waitsFor = async (accountId: string) => {
    const notHereYet = { status: 503, retryAfterSeconds: 2 };
    await expect(finder.find(newId(), accountId)).rejects.toMatchObject(notHereYet);
  };
  await waitsFor(buyer);
  await settled;
  await waitsFor(stranger);
});
