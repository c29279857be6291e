import type { EventListing, Image } from '@onsale/contracts/catalog/http';
import { newId } from '@onsale/runtime';
import { type TestServer, testAccount } from '@onsale/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { remakeImages, sweepImages } from '../src/keep-images.js';
import { makeSizes } from '../src/make-sizes.js';
import { phonePhoto, picture } from './pictures.js';
import { createDraft, editEvent, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

const hourMs = 3_600_000;
const organiser = testAccount();
const later = (ms: number) => server.clock.advance(ms);
const sweep = () => sweepImages(server.infra).run();

async function store(): Promise<{ imageUrl: string; image: Image }> {
  const response = await server.request('POST', '/api/images', {
    as: organiser,
    body: await picture(1000, 500),
    headers: { 'content-type': 'image/png' },
  });
  return response.json();
}

/** How many rows there are of an image and its sizes. */
async function rowsOf({ image }: { image: Image }): Promise<number> {
  const ids = image.sizes.map(({ url }) => url.slice(-36));
  const rows = await server.infra.database.query('select from image where id = any($1::uuid[])', [
    ids,
  ]);
  return rows.length;
}

test('an image that no event uses is deleted after a day, with its sizes; one in use stays', async () => {
  const [unused, used, dropped] = [await store(), await store(), await store()];
  await createDraft(server, organiser, { imageUrl: used.imageUrl });
  const event = await createDraft(server, organiser, { imageUrl: dropped.imageUrl });
  later(23 * hourMs);
  await editEvent(server, organiser, event.id, { imageUrl: null });
  await sweep();
  expect(await rowsOf(unused)).toBe(3);
  later(2 * hourMs);
  await sweep();
  expect(await rowsOf(unused)).toBe(0);
  expect(await rowsOf(used)).toBe(3);
  expect(await rowsOf(dropped)).toBe(3);
  later(24 * hourMs);
  await sweep();
  expect(await rowsOf(used)).toBe(3);
  expect(await rowsOf(dropped)).toBe(0);
});

test('an image that an event starts to use during the cleanup stays, or the event gets a refusal', async () => {
  for (let round = 0; round < 10; round += 1) {
    const stored = await store();
    later(25 * hourMs);
    const [, outcome] = await Promise.allSettled([
      sweep(),
      createDraft(server, organiser, { imageUrl: stored.imageUrl }),
    ]);
    expect(await rowsOf(stored)).toBe(outcome.status === 'fulfilled' ? 3 : 0);
  }
});

/** Stores an image as the previous release does: byte for byte. */
async function storeAsBefore(bytes: Buffer): Promise<string> {
  const id = newId();
  await server.infra.database.query(
    `insert into image (id, account_id, media_type, bytes, created_at)
     values ($1, $2, 'image/jpeg', $3, $4)`,
    [id, organiser.accountId, bytes, server.clock.now()],
  );
  return `/api/images/${id}`;
}

test('an image of the previous release keeps its address, and loses the metadata of the camera', async () => {
  const imageUrl = await storeAsBefore(await phonePhoto(1200, 800));
  const notAnImage = await storeAsBefore(Buffer.from([0xff, 0xd8, 0xff]));
  const event = await createDraft(server, organiser, { imageUrl });
  expect(event).not.toHaveProperty('image');
  const before = await server.request('GET', imageUrl);
  expect(before.body).toContain('SERIAL-0815');

  const remake = remakeImages(server.infra, makeSizes);
  await Promise.all([remake.run(), remake.run()]); // at the same time, as two instances would
  const after = await server.request('GET', imageUrl);
  expect(after.headers['content-type']).toBe('image/webp');
  expect(after.rawPayload.toString('latin1')).not.toContain('SERIAL-0815');
  const { image } = (
    await server.request('GET', `/api/events/${event.id}`, { as: organiser })
  ).json<EventListing>();
  expect(image).toMatchObject({ width: 800, height: 1200 });
  expect(image?.sizes.map(({ width }) => width)).toEqual([480, 800]);
  for (const { url, width } of image?.sizes ?? []) {
    const { rawPayload } = await server.request('GET', url);
    expect((await sharp(rawPayload).metadata()).width).toBe(width);
  }
  expect((await server.request('GET', notAnImage)).statusCode).toBe(200);
});
