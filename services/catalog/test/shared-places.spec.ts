import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTicketType,
  call,
  listAll,
  putOnSale,
  said,
  sayStock,
  startCatalog,
  ticketTypeBody,
  versionOf,
} from './support.js';

let server: TestServer;
const organiser = testAccount();
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

const patch = async (id: string, change: object) =>
  server.request('PATCH', `/api/ticket-types/${id}`, {
    as: organiser,
    body: { version: await versionOf(server, id), ...change },
  });

/** `adult` has places of its own, and `student` shares them. */
async function room(capacity: number, poolLimit: number | null = null) {
  const { event, ticketType: adult } = await putOnSale(server, organiser, {}, { capacity });
  const student = await addTicketType(server, organiser, event.id, {
    ...{ name: 'Student', capacity: undefined, poolId: adult.id, poolLimit },
  });
  return { event, adult, student };
}

describe('a ticket type that shares the places of another', () => {
  it('has as many places as there are to share, or as its own limit allows', async () => {
    const { event, adult, student } = await room(500, 100);
    expect(student).toMatchObject({ poolId: adult.id, poolLimit: 100, capacity: 100 });
    expect((await patch(student.id, { poolLimit: null })).json().capacity).toBe(500);
    await patch(adult.id, { capacity: 400 });
    const read = await call<EventListing>(server, organiser, 'GET', `/api/events/${event.id}`);
    expect(read.ticketTypes.map((type) => [type.poolId, type.capacity])).toEqual([
      [null, 400],
      [adult.id, 400],
    ]);
  });

  it('is published in a form that the previous release does not take for one with its own places', async () => {
    const { adult, student } = await room(500);
    await patch(student.id, { name: 'Young' });
    await patch(student.id, { poolId: null, capacity: 30 });
    const told = await said(server, student.id);
    expect(told.map(({ type, data }) => [type, data.capacity, data.poolId])).toEqual([
      ['ticket-type.pooled', 0, adult.id],
      ['ticket-type.pooled', 0, adult.id],
      ['ticket-type.pooled', 30, student.id],
    ]);
    expect((await said(server, adult.id))[0]?.data).not.toHaveProperty('poolId');
  });

  it('can only share the places of a type at the same event that has its own', async () => {
    const { event, adult, student } = await room(500);
    const { ticketType: elsewhere } = await putOnSale(server, organiser);
    const refused = async (id: string, change: object) => {
      const response = await patch(id, change);
      expect(response.statusCode).toBe(400);
      return response.json().errors[0];
    };
    const field = 'poolId';
    expect(await refused(student.id, { poolId: elsewhere.id })).toMatchObject({ field });
    expect(await refused(adult.id, { poolId: student.id })).toMatchObject({
      field,
      message: expect.stringContaining('shares the places of'),
    });
    const child = await addTicketType(server, organiser, event.id);
    expect(await refused(adult.id, { poolId: child.id })).toMatchObject({
      field,
      message: expect.stringContaining('shares the places of this ticket type'),
    });
    expect(await refused(child.id, { poolLimit: 3 })).toMatchObject({ field: 'poolLimit' });
    const { capacity: _, ...unsaid } = ticketTypeBody() as Partial<TicketType>;
    const response = await server.request('POST', `/api/events/${event.id}/ticket-types`, {
      ...{ as: organiser, body: unsaid },
    });
    expect(response.json().errors[0]).toMatchObject({ field: 'capacity' });
  });

  it('can move to other places only when its held and sold tickets find room there', async () => {
    const { adult, student } = await room(10);
    const shares = [{ ticketTypeId: student.id, held: 1, sold: 4 }];
    await sayStock(server, adult, { version: 2, held: 3, sold: 5, shares });
    const refused = await patch(student.id, { poolId: null, capacity: 4 });
    expect(refused.json()).toMatchObject({ code: 'capacity_in_use' });
    expect((await patch(adult.id, { capacity: 7 })).json()).toMatchObject({
      code: 'capacity_in_use',
      detail: expect.stringContaining('8 tickets'),
    });
    expect((await patch(student.id, { poolId: null, capacity: 5 })).statusCode).toBe(200);
    expect((await patch(adult.id, { capacity: 3 })).statusCode).toBe(200);
  });

  it('is shown as sold out in a list when the places that it shares are', async () => {
    const { event, adult } = await room(10);
    const status = async () =>
      (await listAll(server, {})).find(({ id }) => id === event.id)?.salesStatus;
    expect(await status()).toBe('open');
    await sayStock(server, adult, { version: 2, sold: 10 });
    expect(await status()).toBe('sold_out');
  });

  it('gives the editor a conflict when someone else has moved it to other places meanwhile', async () => {
    const { student } = await room(10);
    await patch(student.id, { poolLimit: 4 });
    const late = await server.request('PATCH', `/api/ticket-types/${student.id}`, {
      ...{ as: organiser, body: { version: 1, poolLimit: 5 } },
    });
    expect(late.json()).toMatchObject({
      code: 'changed_meanwhile',
      errors: [{ field: 'poolLimit' }],
      current: { poolLimit: 4 },
    });
  });
});
