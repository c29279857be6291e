import { accountCreated } from '@onsale/contracts/auth/messages';
import { newMessage } from '@onsale/runtime';
import { eventually, type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  addTicketType,
  call,
  listOwn,
  putOnSale,
  sayStock,
  startCatalog,
  versionOf,
} from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

it('the list of own events shows to the organiser alone how many tickets are sold, counting shared places once, and which types are paused', async () => {
  const [own, helper] = [testAccount(), testAccount()];
  const { accountId, email, name } = helper;
  await server.infra.bus.publish([
    newMessage(accountCreated, {
      ...{ subject: accountId, time: server.clock.now() },
      data: { accountId, version: 1, email, name },
    }),
  ]);
  const { event, ticketType } = await putOnSale(server, own, {}, { capacity: 50 });
  const child = await addTicketType(server, own, event.id, {
    ...{ name: 'Child', price: ticketType.price, poolId: ticketType.id },
  });
  const balcony = await addTicketType(server, own, event.id, {
    ...{ name: 'Balcony', price: ticketType.price, capacity: 10 },
  });
  const setStatus = async (id: string, status: string) =>
    call(server, own, 'PATCH', `/api/ticket-types/${id}`, {
      ...{ version: await versionOf(server, id), status },
    });
  const salesOf = async (account: TestAccount) => (await listOwn(server, account))[0]?.sales;
  expect(await salesOf(own)).toEqual({ sold: 0, capacity: 60, paused: [] });
  await sayStock(server, ticketType, {
    ...{ held: 2, sold: 7, shares: [{ ticketTypeId: child.id, held: 0, sold: 3 }] },
  });
  await sayStock(server, balcony, { sold: 4 });
  await setStatus(balcony.id, 'paused');
  expect(await salesOf(own)).toEqual({ sold: 11, capacity: 60, paused: ['Balcony'] });
  await setStatus(balcony.id, 'hidden');
  // The places are still on sale as the other ticket type.
  await setStatus(ticketType.id, 'hidden');
  expect(await salesOf(own)).toEqual({ sold: 11, capacity: 54, paused: [] });
  const invitations = `/api/events/${event.id}/staff-invitations`;
  const { token } = await call<{ token: string }>(server, own, 'POST', invitations, {});
  await eventually(() => call(server, helper, 'POST', `/api/staff-invitations/${token}/accept`));
  expect(await listOwn(server, helper)).toMatchObject([{ role: 'staff' }]);
  expect(await salesOf(helper)).toBeUndefined();
});
