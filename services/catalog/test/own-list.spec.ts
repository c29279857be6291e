import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createDraft, inDays, listOwn, putOnSale, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

it("an organiser's list has drafts, past and cancelled events, newest first, and nobody else has them", async () => {
  const own = testAccount();
  const draft = await createDraft(server, own);
  const { event } = await putOnSale(server, own);
  const past = await createDraft(server, own, {
    startsAt: inDays(server, -9),
    endsAt: inDays(server, -8.9),
  });
  await call(server, own, 'POST', `/api/events/${draft.id}/cancel`, { reason: 'x' });
  const expected = [past.id, event.id, draft.id];
  const whole = await listOwn(server, own);
  expect(whole.map((one) => one.id)).toEqual(expected);
  expect(whole.map((one) => one.role)).toEqual(['organiser', 'organiser', 'organiser']);
  expect((await listOwn(server, own, 1)).map((one) => one.id)).toEqual(expected);
  expect(await listOwn(server, testAccount())).toEqual([]);
});
