import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDraft, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog({ ONSALE_IMAGES_PER_DAY: '3' });
});
afterAll(() => server.stop());

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const largest = 2 * 1024 * 1024;

const upload = (body: Buffer, type = 'image/png', as = testAccount()) =>
  server.request('POST', '/api/images', { as, body, headers: { 'content-type': type } });

describe('an image', () => {
  it('comes back byte for byte, to be kept for ever, and can be nothing but an image', async () => {
    const account = testAccount();
    const response = await upload(png, 'image/jpeg', account);
    expect(response.statusCode).toBe(201);
    const { imageUrl } = response.json();
    const read = await server.request('GET', imageUrl);
    expect(read.rawPayload.equals(png)).toBe(true);
    expect(read.headers).toMatchObject({
      'content-type': 'image/png', // what it is, not what it was called
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect((await createDraft(server, account, { imageUrl })).imageUrl).toBe(imageUrl);
  });

  it.each([
    ['a page', Buffer.from('<script>alert(1)</script>'), 400],
    ['nothing', Buffer.alloc(0), 400],
    ['more than 2 MiB', Buffer.concat([png, Buffer.alloc(largest)]), 413],
  ])('is refused when it is %s', async (_what, body, status) => {
    expect((await upload(body)).statusCode).toBe(status);
  });

  it('is refused as SVG, and as JSON', async () => {
    expect((await upload(Buffer.from('<svg/>'), 'image/svg+xml')).statusCode).toBe(415);
    expect((await upload(Buffer.from('{}'), 'application/json')).statusCode).toBe(415);
  });

  it('may have 2 MiB', async () => {
    const body = Buffer.concat([png, Buffer.alloc(largest - png.length)]);
    const response = await upload(body);
    expect(response.statusCode).toBe(201);
    const read = await server.request('GET', response.json().imageUrl);
    expect(read.rawPayload).toHaveLength(largest);
  });

  it('is the third of a day at most for one account; what was refused does not count', async () => {
    const as = testAccount();
    await upload(Buffer.from('no'), 'image/png', as);
    const responses = await Promise.all([1, 2, 3, 4].map(() => upload(png, 'image/png', as)));
    const statuses = responses.map((response) => response.statusCode).sort();
    expect(statuses).toEqual([201, 201, 201, 429]);
  });
});
