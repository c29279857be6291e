import { newId } from '@onsale/runtime';
import { eventually, type TestServer, testAccount, testCookie } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, putOnSale, startOrders } from './support.js';

const maxWaiting = 40;

let server: TestServer;
beforeAll(async () => {
  server = await startOrders({ ONSALE_MAX_WAITING_HOLDS: String(maxWaiting) });
});
afterAll(() => server.stop());

type TicketType = Awaited<ReturnType<typeof putOnSale>>['ticketType'];

/** Locks the stock of this ticket type until it is released. */
async function lock({ ticketTypeId }: TicketType) {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((locked) => {
    ended = server.infra.database.transaction(async (sql) => {
      await sql.query('select from stock where ticket_type_id = $1 for update', [ticketTypeId]);
      locked();
      await released;
    });
  });
  return async () => {
    release();
    await ended;
  };
}

/** Resolves when a batch is waiting for the stock; further requests wait behind it. */
const untilOneWaits = () =>
  eventually(async () => {
    const waiting = await server.infra.database.query(
      `select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(waiting).toHaveLength(1);
  });

describe('more holds than can wait', () => {
  it('are refused at once with a time to try again, and holds succeed again when the rush is over', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 1_000 });
    const unlock = await lock(ticketType);
    const first = order(server, testAccount(), ticketType);
    await untilOneWaits();
    const url = await server.listen();
    const body = JSON.stringify({
      eventId: ticketType.eventId,
      lines: [{ ticketTypeId: ticketType.ticketTypeId, quantity: 1 }],
    });
    const refused: Response[] = [];
    const hold = async () => {
      const cookie = await testCookie(testAccount(), server.clock.now());
      const headers = { cookie, 'content-type': 'application/json', 'idempotency-key': newId() };
      const answer = await fetch(`${url}/api/orders`, { method: 'POST', headers, body });
      if (answer.status === 503) refused.push(answer);
      return answer.status;
    };
    const held = Array.from({ length: maxWaiting + 10 }, hold);
    // They are refused while no other request is answered.
    await eventually(() => expect(refused).toHaveLength(10));
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ code: 'overloaded' });
    }
    await unlock();
    expect((await first).status).toBe(201);
    const statuses = (await Promise.all(held)).sort();
    expect(statuses).toEqual([
      ...Array.from({ length: maxWaiting }, () => 201),
      ...Array.from({ length: 10 }, () => 503),
    ]);
    expect((await order(server, testAccount(), ticketType)).status).toBe(201);
  });

  it('for one event leave room for the buyers of another', async () => {
    const [hot, quiet] = await Promise.all([
      putOnSale(server, { capacity: 1_000 }),
      putOnSale(server),
    ]);
    const unlock = await lock(hot.ticketType);
    const first = order(server, testAccount(), hot.ticketType);
    await untilOneWaits();
    let refused = 0;
    const rush = Array.from({ length: maxWaiting + 10 }, async () => {
      const { status } = await order(server, testAccount(), hot.ticketType);
      if (status === 503) refused += 1;
      return status;
    });
    const others = Array.from({ length: 5 }, () => order(server, testAccount(), quiet.ticketType));
    // Exactly those that do not fit are refused, all of them from the long queue.
    await eventually(() => expect(refused).toBe(15));
    await unlock();
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(others.map(() => 201));
    const statuses = (await Promise.all([first.then(({ status }) => status), ...rush])).sort();
    expect(statuses).toEqual([
      ...Array.from({ length: maxWaiting - 4 }, () => 201),
      ...Array.from({ length: 15 }, () => 503),
    ]);
  });
});
