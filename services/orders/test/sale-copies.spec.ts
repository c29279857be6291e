import { newId } from '@onsale/runtime';
import { type TestDatabase, testDatabase } from '@onsale/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSaleCopies } from '../src/sale-copies.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(new URL('../migrations/', import.meta.url), 'orders');
});
afterAll(() => database.stop());

let eventId: string;
let typeIds: [string, string];
beforeEach(async () => {
  eventId = newId();
  typeIds = [newId(), newId()];
  await database.query(
    `insert into event (id, version, status, organiser_id, title, ends_at)
     values ($1, 1, 'published', $2, 'Concert', '2030-01-01')`,
    [eventId, newId()],
  );
  await database.query(
    `insert into ticket_type (id, event_id, version, name, price, currency, per_order_limit)
     select id, $2, 1, 'General', 1500, 'EUR', 4 from unnest($1::uuid[]) as id`,
    [typeIds, eventId],
  );
});

/** As many statements as were sent since. */
function counted() {
  const sent: string[] = [];
  const query: typeof database.query = (text, values) => {
    sent.push(text);
    return database.query(text, values);
  };
  return { sql: { query }, sent };
}

describe('copies of what is on sale', () => {
  it('are read once, and then only asked for their versions', async () => {
    const copies = createSaleCopies();
    const { sql, sent } = counted();
    const first = await copies.read(sql, [eventId], typeIds);
    expect(sent).toHaveLength(3);
    expect(first.events.get(eventId)).toMatchObject({ title: 'Concert', status: 'published' });
    expect([...first.offers.keys()].sort()).toEqual([...typeIds].sort());
    const again = await copies.read(sql, [eventId], typeIds);
    expect(sent).toHaveLength(4);
    expect(again).toEqual(first);
  });

  it('give way to a new version of the event, in every offer', async () => {
    const copies = createSaleCopies();
    await copies.read(database, [eventId], typeIds);
    await database.query(
      `update event set version = 2, status = 'cancelled', sales_close_at = '2029-01-01'
       where id = $1`,
      [eventId],
    );
    const { events, offers } = await copies.read(database, [eventId], typeIds);
    expect(events.get(eventId)?.status).toBe('cancelled');
    for (const id of typeIds) {
      expect(offers.get(id)?.closesAtMs).toBe(Date.parse('2029-01-01'));
    }
  });

  it('give way to a new version of a ticket type, alone', async () => {
    const copies = createSaleCopies();
    await copies.read(database, [eventId], typeIds);
    await database.query('update ticket_type set version = 2, price = 1800 where id = $1', [
      typeIds[1],
    ]);
    const { offers } = await copies.read(database, [eventId], typeIds);
    expect(typeIds.map((id) => offers.get(id)?.price.amount)).toEqual([1500, 1800]);
  });

  it('are of what was asked for and of nothing that is not there', async () => {
    const copies = createSaleCopies();
    await copies.read(database, [eventId], typeIds);
    const { events, offers } = await copies.read(database, [newId()], [typeIds[0], newId()]);
    expect([...events.keys()]).toEqual([]);
    expect([...offers.keys()]).toEqual([typeIds[0]]);
    expect(offers.get(typeIds[0])?.eventId).toBe(eventId); // so it is none of another event
  });
});
