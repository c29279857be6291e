import {
  type EventState,
  type TicketTypeState,
  ticketTypePooled,
} from '@onsale/contracts/catalog/messages';
import type { Availability, Order, Sales } from '@onsale/contracts/orders/http';
import { newId } from '@onsale/runtime';
import {
  eventually,
  onSale,
  type TestServer,
  testAccount,
  testEvent,
  testTicketType,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, startOrders, stockOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders();
});
afterAll(() => server.stop());

interface Room {
  readonly event: EventState;
  readonly adult: TicketTypeState;
  /** Shares the places of `adult`. */
  readonly student: TicketTypeState;
}

/** A room whose places are sold as adult and as student. */
async function openRoom(places: number, most: number | null = null): Promise<Room> {
  const event = testEvent(server.clock.now());
  const price = { amount: 1000, currency: 'EUR' };
  const common = { price, perOrderLimit: 50 };
  const adult = testTicketType(event.eventId, { ...common, name: 'Adult', capacity: places });
  const student = testTicketType(event.eventId, {
    ...{ ...common, name: 'Student', capacity: 0, poolId: adult.ticketTypeId, poolLimit: most },
  });
  // The ticket type that shares places may arrive first.
  await server.infra.bus.publish(onSale([event], [student, adult], server.clock.now()));
  await eventually(async () => {
    expect((await availabilityOf(event)).map((one) => one.pool?.available)).toEqual([
      places,
      places,
    ]);
  });
  return { event, adult, student };
}

async function availabilityOf({ eventId }: EventState) {
  const response = await server.request('GET', `/api/events/${eventId}/availability`);
  return response.json<Availability>().ticketTypes;
}

async function hold(room: Room, adults: number, students: number) {
  const lines = [
    { ticketTypeId: room.adult.ticketTypeId, quantity: adults },
    { ticketTypeId: room.student.ticketTypeId, quantity: students },
  ];
  const response = await server.request('POST', '/api/orders', {
    as: testAccount(),
    headers: { 'idempotency-key': newId() },
    body: { eventId: room.event.eventId, lines },
  });
  return response.json<Order & { code?: string; detail?: string }>();
}

const left = async (room: Room) => {
  const found = await availabilityOf(room.event);
  const of = (type: TicketTypeState) =>
    found.find((one) => one.ticketTypeId === type.ticketTypeId)?.available;
  return { adult: of(room.adult), student: of(room.student) };
};

describe('ticket types that share their places', () => {
  it('together sell no more places than there are, however many buyers ask at once', async () => {
    const room = await openRoom(20);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        order(server, testAccount(), n % 2 ? room.adult : room.student),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ body }) => body.code === 'sold_out')).toHaveLength(40);
    expect(await stockOf(server, room.adult.ticketTypeId)).toMatchObject({
      available: 0,
      held: 20,
    });
    expect(await stockOf(server, room.student.ticketTypeId)).toMatchObject({ held: 0 });
  });

  it('show the same number left, and are counted together in one order', async () => {
    const room = await openRoom(3);
    expect(await left(room)).toEqual({ adult: 3, student: 3 });
    expect(await hold(room, 2, 2)).toMatchObject({
      code: 'sold_out',
      detail: 'Only 3 left of Adult and Student together. Reduce your quantity.',
    });
    const held = await hold(room, 2, 1);
    expect(held.status).toBe('pending');
    await eventually(async () => expect(await left(room)).toEqual({ adult: 0, student: 0 }));
    expect((await hold(room, 1, 1)).code).toBe('sold_out');
  });

  it('keep to a limit of their own among the places', async () => {
    const room = await openRoom(10, 2);
    expect(await left(room)).toEqual({ adult: 10, student: 2 });
    expect((await order(server, testAccount(), room.student, 3)).body.code).toBe('sold_out');
    expect((await order(server, testAccount(), room.student, 2)).status).toBe(201);
    expect((await order(server, testAccount(), room.student, 1)).body.code).toBe('sold_out');
    await eventually(async () => expect(await left(room)).toEqual({ adult: 8, student: 0 }));
  });

  it('show the organiser the sales of each, and of all together', async () => {
    const room = await openRoom(10, 6);
    await hold(room, 2, 1);
    const response = await server.request('GET', `/api/events/${room.event.eventId}/sales`, {
      as: testAccount({ accountId: room.event.organiserId }),
    });
    const sales = response.json<Sales>();
    const row = (type: TicketTypeState) =>
      sales.ticketTypes.find((one) => one.ticketTypeId === type.ticketTypeId);
    const poolId = room.adult.ticketTypeId;
    expect(row(room.adult)).toMatchObject({ poolId, held: 2, available: 7, capacity: 9 });
    expect(row(room.student)).toMatchObject({ poolId, held: 1, available: 5, capacity: 6 });
    expect(sales.pools).toMatchObject([{ poolId, capacity: 10, held: 3, sold: 0, available: 7 }]);
  });
});

describe('a ticket type that is given other places', () => {
  it('takes its held tickets along, and they come back to the new places', async () => {
    const room = await openRoom(5);
    const buyer = testAccount();
    const { body } = await order(server, buyer, room.student, 2);
    const { ticketTypeId } = room.student;
    const own = { ...room.student, version: 2, poolId: ticketTypeId, poolLimit: null, capacity: 4 };
    await publish(server, ticketTypePooled, ticketTypeId, own);
    await eventually(async () => {
      expect(await stockOf(server, ticketTypeId)).toMatchObject({ available: 2, held: 2 });
    });
    expect(await stockOf(server, room.adult.ticketTypeId)).toMatchObject({ available: 5, held: 0 });
    await server.request('DELETE', `/api/orders/${body.id}`, { as: buyer });
    expect(await stockOf(server, ticketTypeId)).toMatchObject({ available: 4, held: 0 });
  });

  it('is not sold from its former places by a release that knows no shared places', async () => {
    const room = await openRoom(5);
    const reopen = server.infra.database.query(
      'update stock set capacity = 9, wanted_capacity = 9, available = 9 where ticket_type_id = $1',
      [room.student.ticketTypeId],
    );
    await expect(reopen).rejects.toThrow(/nothing_sold_elsewhere/);
  });

  it('keeps them when a message of an older release does not mention places', async () => {
    const room = await openRoom(5);
    const { poolId: _, poolLimit: __, ...unsaid } = room.student;
    await publish(server, ticketTypePooled, room.student.ticketTypeId, {
      ...{ ...unsaid, version: 2, name: 'Young', capacity: 40 },
    });
    await eventually(async () => {
      const { body } = await order(server, testAccount(), room.student);
      expect(body.lines?.[0]?.ticketTypeName).toBe('Young');
    });
    expect(await stockOf(server, room.student.ticketTypeId)).toMatchObject({ capacity: 0 });
  });
});
