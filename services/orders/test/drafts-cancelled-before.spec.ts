import { readFile } from 'node:fs/promises';
import { newId } from '@onsale/runtime';
import { testDatabase } from '@onsale/testing';
import { expect, it } from 'vitest';
import { orders } from '../src/service.js';
import { readStockOnShow } from '../src/store-availability.js';

it('events cancelled before the update that nobody ever ordered from are shown to nobody', async () => {
  const database = await testDatabase(orders.migrations, 'orders-cancelled-before');
  try {
    const [draft, sold, onSale] = [newId(), newId(), newId()];
    for (const [id, status] of [
      [draft, 'cancelled'],
      [sold, 'cancelled'],
      [onSale, 'published'],
    ]) {
      await database.query(
        `insert into event (id, version, status, organiser_id, title, ends_at)
         values ($1, 3, $2, $3, 'Concert', now())`,
        [id, status, newId()],
      );
    }
    await database.query(
      `insert into orders (id, buyer_id, idempotency_key, request_digest, version, status, event_id,
                           event_title, buyer_name, buyer_email, lines, quantity, total, currency,
                           placed_at, expires_at)
       values ($1, $2, 'a key of it', 'digest', 2, 'refunded', $3, 'Concert', 'Ada', 'ada@example.org',
               '[]', 1, 100, 'EUR', now(), now())`,
      [newId(), newId(), sold],
    );
    const update = await readFile(
      new URL('8_drafts-cancelled-before.sql', orders.migrations),
      'utf8',
    );
    await database.query(update);
    const shown = await readStockOnShow(database, [draft, sold, onSale]);
    expect([...shown.keys()].sort()).toEqual([sold, onSale].sort());
    expect(shown.get(sold)?.status).toBe('cancelled');
  } finally {
    await database.stop();
  }
});
