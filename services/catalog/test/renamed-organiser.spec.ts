import { accountCreated } from '@onsale/contracts/auth/messages';
import type { EventListing } from '@onsale/contracts/catalog/http';
import { newMessage } from '@onsale/runtime';
import { eventually, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createDraft, editEvent, putOnSale, said, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

it('an organiser’s new name appears at their events that are not over, and an edit begun before the change still applies', async () => {
  const own = testAccount({ name: 'Tryb' });
  const [draft, { event }, { event: over }, { event: cancelled }] = await Promise.all([
    createDraft(server, own),
    putOnSale(server, own),
    putOnSale(server, own),
    putOnSale(server, own),
  ]);
  await call(server, own, 'POST', `/api/events/${cancelled.id}/cancel`, { reason: 'Storm' });
  await server.infra.database.query(
    `update event set starts_at = starts_at - interval '90 days', ends_at = ends_at - interval '90 days'
     where id = $1`,
    [over.id],
  );
  const { accountId, email } = own;
  const account = (version: number, name: string) =>
    newMessage(accountCreated, {
      subject: accountId,
      time: server.clock.now(),
      data: { accountId, version, email, name },
    });
  await server.infra.bus.publish([account(1, 'Tryb'), account(2, 'Trio'), account(3, 'Trybe')]);
  // An older state that arrives late changes nothing.
  await server.infra.bus.publish([account(2, 'Trio')]);

  const nameOf = async (id: string) =>
    (await call<EventListing>(server, own, 'GET', `/api/events/${id}`)).organiser.name;
  await eventually(async () => {
    expect(await Promise.all([draft, event].map(({ id }) => nameOf(id)))).toEqual([
      'Trybe',
      'Trybe',
    ]);
  });
  expect(await Promise.all([over, cancelled].map(({ id }) => nameOf(id)))).toEqual([
    'Tryb',
    'Tryb',
  ]);
  const stranger = testAccount();
  await eventually(async () => {
    const shown = await call<EventListing>(server, stranger, 'GET', `/api/events/${event.id}`);
    expect(shown.organiser.name).toBe('Trybe');
  });
  expect((await said(server, event.id)).at(-1)).toMatchObject({ type: 'event.updated' });
  // The version is the one before the rename, which did not change the title.
  const response = await server.request('PATCH', `/api/events/${event.id}`, {
    as: own,
    body: { version: event.version, title: 'Another title' },
  });
  expect(response.statusCode).toBe(200);
  await editEvent(server, own, event.id, { title: 'A third title' });
  expect(await nameOf(event.id)).toBe('Trybe');
});
