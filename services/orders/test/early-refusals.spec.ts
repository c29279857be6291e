import { newId } from '@onsale/runtime';
import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, putOnSale, startOrders } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

type TicketType = Awaited<ReturnType<typeof putOnSale>>['ticketType'];

/** Runs `work` while nobody can lock the stock, so that no answer it gets can come from there. */
const whileLocked = (ticketType: TicketType, work: () => Promise<void>) =>
  server.infra.database.transaction(async (sql) => {
    await sql.query('select from stock where ticket_type_id = $1 for update', [
      ticketType.ticketTypeId,
    ]);
    await work();
  });

const refusalOf = async (ticketType: TicketType, quantity = 1) =>
  (await order(server, testAccount(), ticketType, quantity)).body.code;

describe('a hold that is certain to be refused', () => {
  it.each([
    ['sold_out', { capacity: 0 }, 1],
    ['over_limit', { perOrderLimit: 2 }, 3],
    ['under_minimum', { minPerOrder: 2 }, 1],
    ['sale_not_open', { salesOpenAt: '2100-01-01T00:00:00.000Z' }, 1],
    ['sale_paused', { status: 'paused' as const }, 1],
    ['sale_closed', { status: 'hidden' as const }, 1],
    ['sale_closed', { salesCloseAt: '2020-01-01T00:00:00.000Z' }, 1],
  ])('(%s) is refused without reading the stock again', async (code, changes, quantity) => {
    const { ticketType } = await putOnSale(server, changes);
    expect(await refusalOf(ticketType, quantity)).toBe(code);
    await whileLocked(ticketType, async () => {
      expect(await refusalOf(ticketType, quantity)).toBe(code);
    });
  });

  it('gets its existing order all the same when it repeats the key of one', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 1 });
    const [buyer, key] = [testAccount(), newId()];
    const held = await order(server, buyer, ticketType, 1, key);
    expect(held.status).toBe(201);
    await whileLocked(ticketType, async () => {
      expect(await refusalOf(ticketType)).toBe('sold_out');
      expect(await order(server, buyer, ticketType, 1, key)).toEqual(held);
      expect((await order(server, buyer, ticketType, 2, key)).body.code).toBe(
        'idempotency_key_reused',
      );
    });
  });
});

describe('a ticket that comes back', () => {
  it('is on sale at once in the process where it came back', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 1 });
    const buyer = testAccount();
    const held = await order(server, buyer, ticketType);
    expect(await refusalOf(ticketType)).toBe('sold_out');
    await server.request('DELETE', `/api/orders/${held.body.id}`, { as: buyer });
    expect(await refusalOf(ticketType)).toBeUndefined();
  });

  it('is on sale within a second in a process that does not know it yet', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 0 });
    expect(await refusalOf(ticketType)).toBe('sold_out');
    await server.infra.database.query(
      `update stock set version = version + 1, available = 1, capacity = 1, wanted_capacity = 1
       where ticket_type_id = $1`,
      [ticketType.ticketTypeId],
    );
    expect(await refusalOf(ticketType)).toBe('sold_out');
    server.clock.advance(1_000);
    expect(await refusalOf(ticketType)).toBeUndefined();
  });

  it('is sold as soon as the sale opens, though it was refused before', async () => {
    const opensAt = new Date(server.clock.now().getTime() + 60_000);
    const { ticketType } = await putOnSale(server, { salesOpenAt: opensAt.toISOString() });
    expect(await refusalOf(ticketType)).toBe('sale_not_open');
    server.clock.set(opensAt);
    expect(await refusalOf(ticketType)).toBeUndefined();
  });
});
