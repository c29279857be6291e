import { accountCreated } from '@onsale/contracts/auth/messages';
import { newMessage } from '@onsale/runtime';
import { eventually, type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createDraft, inDays, listDoors, putOnSale, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

it('organiser and staff list the doors they work at: every published event that is not over, soonest first, page by page', async () => {
  const [own, helper] = [testAccount(), testAccount()];
  const evening = (startDay: number) => ({
    startsAt: inDays(server, startDay),
    endsAt: inDays(server, startDay + 0.1),
  });
  const tonight = await putOnSale(server, own, evening(0.5));
  const running = await putOnSale(server, own, evening(0.05));
  const [later, same] = [
    await putOnSale(server, own, evening(9)),
    await putOnSale(server, own, evening(9)),
  ];
  await createDraft(server, own, evening(1));
  const cancelled = await putOnSale(server, own, evening(2));
  await call(server, own, 'POST', `/api/events/${cancelled.event.id}/cancel`, { reason: 'Ill.' });
  const over = await putOnSale(server, own, evening(0.01));

  await join(over.event.id, own, helper);
  await join(tonight.event.id, own, helper);
  server.clock.advance(0.12 * 86_400_000);

  const ids = async (account: TestAccount, limit?: number) =>
    (await listDoors(server, account, limit)).map(({ id }) => id);
  const sameDay = [later.event.id, same.event.id].sort();
  expect(await ids(own)).toEqual([running.event.id, tonight.event.id, ...sameDay]);
  expect(await ids(own, 1)).toEqual([running.event.id, tonight.event.id, ...sameDay]);
  expect(await listDoors(server, helper)).toEqual([
    {
      id: tonight.event.id,
      title: 'Concert',
      startsAt: tonight.event.startsAt,
      timeZone: 'Europe/Berlin',
      role: 'staff',
    },
  ]);
  expect(await listDoors(server, testAccount())).toEqual([]);
});

/** Adds `helper` to the door staff. */
async function join(eventId: string, own: TestAccount, helper: TestAccount): Promise<void> {
  const { accountId, email, name } = helper;
  const data = { accountId, version: 1, email, name };
  await server.infra.bus.publish([
    newMessage(accountCreated, { subject: accountId, time: server.clock.now(), data }),
  ]);
  const { token } = await call<{ token: string }>(
    server,
    own,
    'POST',
    `/api/events/${eventId}/staff-invitations`,
    {},
  );
  await eventually(() => call(server, helper, 'POST', `/api/staff-invitations/${token}/accept`));
}
