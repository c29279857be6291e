import { newId } from '@onsale/runtime';
import { rowsRead, testDatabase } from '@onsale/testing';
import { expect, it } from 'vitest';
import type { PaymentRecord } from '../src/payment.js';
import { payments } from '../src/service.js';
import { insertPayments, updatePayments } from '../src/store-payments.js';

const payment = (): PaymentRecord => ({
  id: newId(),
  version: 1,
  orderId: newId(),
  buyerId: newId(),
  provider: 'sandbox',
  status: 'processing',
  amount: { amount: 1000, currency: 'EUR' },
  failureCode: null,
  createdAt: new Date(),
  capturedAt: null,
  refundReason: null,
  refundedAt: null,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

it('a payment is updated without reading the others, though its statement was planned before them', async () => {
  const database = await testDatabase(payments.migrations, 'payments-update');
  try {
    await database.transaction(async (sql) => {
      const [own, now] = [payment(), new Date()];
      await insertPayments(sql, [own], now);
      const update = (version: number) => updatePayments(sql, [{ ...own, version }], now);
      // PostgreSQL keeps the plan of a prepared statement from its sixth run on.
      for (let version = 2; version < 12; version += 1) await update(version);
      await insertPayments(sql, Array.from({ length: 2_000 }, payment), now);
      const before = await rowsRead(sql, 'payment');
      await update(12);
      expect((await rowsRead(sql, 'payment')) - before).toBeLessThan(20); // dead versions of its own row
    });
  } finally {
    await database.stop();
  }
});
