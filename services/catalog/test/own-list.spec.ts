import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createDraft, inDays, listOwn, putOnSale, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

it("an organiser's list has drafts, past and cancelled events, newest first, and nobody else sees them", async () => {
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

it('an organiser finds their own events by parts of words in title and venue, drafts too, page by page', async () => {
  const own = testAccount();
  const make = (title: string, venueName: string) =>
    createDraft(server, own, { title, venueName }).then((event) => event.id);
  const first = await make('Jazz Night: Ana Lópéz', 'Blue Note');
  const second = await make('Rock am Fluß', 'Harbour Hall');
  const third = await make('Night of the Piano', 'Harbour Hall');
  await createDraft(server, testAccount(), {
    title: 'Night of another',
    venueName: 'Harbour Hall',
  });
  const found = async (q: string, limit = 100) =>
    (await listOwn(server, own, limit, { q })).map((one) => one.id);
  expect(await found('night')).toEqual([third, first]);
  expect(await found('night', 1)).toEqual([third, first]);
  expect(await found('HARBOUR  pian')).toEqual([third]);
  expect(await found('lopez')).toEqual([first]);
  expect(await found('fluss')).toEqual([second]);
  expect(await found('hall blue')).toEqual([]);
  expect(await found('pino')).toEqual([third]);
  expect(await found('jazznight')).toEqual([first]);
  expect(await found('bluenote')).toEqual([first]);
  const fourth = await make("Rock'n'Roll", 'Ü-Club');
  const fifth = await make('!!!', 'Roll Hall');
  expect(await found('rocknroll')).toEqual([fourth]);
  expect(await found('rock & roll')).toEqual([fourth]);
  expect(await found('!!!')).toEqual([fifth]);
  expect(await found('%')).toEqual([]);
  expect(await found('_ -')).toEqual([]);
});
