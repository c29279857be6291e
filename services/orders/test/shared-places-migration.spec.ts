import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { newId } from '@onsale/runtime';
import { testDatabase, testFolder } from '@onsale/testing';
import { expect, it } from 'vitest';
import { findShortage, leftOf } from '../src/pools.js';
import { orders } from '../src/service.js';
import { move, type Stock } from '../src/stock.js';
import { readTicketTypes } from '../src/store-catalogue.js';
import { lockStockOfEvents, writeStock } from '../src/store-stock.js';

it('stock from before ticket types could share places stays the same', async () => {
  const folder = await testFolder('before');
  const files = (await readdir(orders.migrations)).filter((name) => !name.startsWith('3_'));
  for (const name of files) {
    await copyFile(new URL(name, orders.migrations), `${folder}/${name}`);
  }
  const database = await testDatabase(new URL(`file://${folder}/`), 'orders-before');
  try {
    const [eventId, id] = [newId(), newId()];
    await database.query(
      `insert into ticket_type (id, event_id, version, name, price, currency, per_order_limit)
       values ($1, $2, 1, 'Adult', 1000, 'EUR', 4)`,
      [id, eventId],
    );
    // A capacity lowered to 5 during the sale, when 6 were held and sold.
    await database.query(
      `insert into stock (ticket_type_id, event_id, version, capacity, wanted_capacity, available,
                          held, sold, revenue) values ($1, $2, 7, 6, 5, 0, 2, 4, 4000)`,
      [id, eventId],
    );
    const added = await readFile(new URL('3_shared-capacity.sql', orders.migrations), 'utf8');
    for (const statement of added.split(/;\n/)) {
      if (statement.trim()) await database.query(statement);
    }
    await database.transaction(async (sql) => {
      const stock = await lockStockOfEvents(sql, [eventId]);
      const types = await readTicketTypes(sql, [eventId]);
      const pool = stock.get(id) as Stock;
      expect(pool).toMatchObject({ version: 7, capacity: 6, wantedCapacity: 5, held: 2, sold: 4 });
      expect(types.get(id)).toMatchObject({ poolId: id, poolLimit: null });
      expect(leftOf(pool, { id, poolLimit: null })).toBe(0);
      const line = { ticketTypeId: id, quantity: 1 };
      expect(findShortage([line], stock, types)).toEqual({
        ...{ ticketTypeId: id, left: 0, together: false },
      });
      writeStock(sql, [move(pool, id, 2, 'held', 'available', 0)]);
    });
    const [row] = await database.query('select version, capacity, available, shares from stock');
    expect(row).toEqual({ version: 8, capacity: 5, available: 1, shares: null });
  } finally {
    await database.stop();
    await rm(folder, { recursive: true });
  }
});
