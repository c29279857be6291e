import { eventCancelled } from '@onsale/contracts/catalog/messages';
import { eventually, type TestServer } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publish, putOnSale, startOrders } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

it('the cancellation of an event waits for holds that have seen it on sale', async () => {
  const { database } = server.infra;
  const { event, ticketType } = await putOnSale(server);
  const readStatus = async () => {
    const [row] = await database.query<{ status: string }>(
      'select status from event where id = $1',
      [event.eventId],
    );
    return row?.status;
  };
  await database.transaction(async (sql) => {
    // The lock that a hold takes before it reads the event, and keeps until it commits.
    await sql.query('select from stock where ticket_type_id = $1 for update', [
      ticketType.ticketTypeId,
    ]);
    await publish(server, eventCancelled, event.eventId, {
      ...event,
      version: 2,
      status: 'cancelled',
    });
    await eventually(async () => {
      const waiting = await database.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query ~ 'from stock'`,
      );
      expect(waiting).toHaveLength(1);
    });
    expect(await readStatus()).toBe('published');
  });
  await eventually(async () => expect(await readStatus()).toBe('cancelled'));
});
