import { newId } from '@onsale/runtime';
import { testDatabase } from '@onsale/testing';
import { expect, it } from 'vitest';
import { createOrderFinder } from '../src/find-order.js';
import { payments } from '../src/service.js';

it('who waits for an order when the service stops is told to come back, not that there is none', async () => {
  const database = await testDatabase(payments.migrations);
  const finder = createOrderFinder(database);
  const finding = finder.find(newId());
  const outcome = expect(finding).rejects.toMatchObject({ status: 503 });
  await finder.stop();
  await outcome;
  await database.stop();
});
