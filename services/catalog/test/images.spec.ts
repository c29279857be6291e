import {
  type EventListing,
  type EventSummary,
  type Image,
  uploadImage,
} from '@onsale/contracts/catalog/http';
import { type TestServer, testAccount } from '@onsale/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSizes } from '../src/make-sizes.js';
import { noise, phonePhoto, picture, pngBomb, tinyPng } from './pictures.js';
import { createDraft, editEvent, listAll, listOwn, putOnSale, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog({ ONSALE_IMAGES_PER_DAY: '3', ONSALE_IMAGE_MIB_PER_DAY: '1' });
});
afterAll(() => server.stop());

const largest = 2 * 1024 * 1024;

const upload = (body: Buffer, type = 'image/png', as = testAccount()) =>
  server.request('POST', '/api/images', { as, body, headers: { 'content-type': type } });

/** Uploads an image that must be accepted. */
async function store(body: Buffer, as = testAccount()) {
  const response = await upload(body, 'image/jpeg', as);
  if (response.statusCode !== 201) throw new Error(response.body);
  return response.json<{ imageUrl: string; image: Image }>();
}

const read = (url: string, headers = {}) => server.request('GET', url, { headers });
const bytesOf = async (url: string) => (await read(url)).rawPayload;

describe('an uploaded image', () => {
  it('exists in the sizes that pages choose from, none larger than the original', async () => {
    const { imageUrl, image } = await store(await picture(2000, 1000));
    expect(image).toMatchObject({ width: 1600, height: 800 });
    expect(image.sizes.map(({ width, height }) => [width, height])).toEqual([
      [480, 240],
      [960, 480],
      [1600, 800],
    ]);
    expect(image.sizes.at(-1)?.url).toBe(imageUrl);
    for (const { url, width, height } of image.sizes) {
      const { format, ...size } = await sharp(await bytesOf(url)).metadata();
      expect({ format, width: size.width, height: size.height }).toEqual({
        format: 'webp',
        width,
        height,
      });
    }
    const small = await store(await picture(700, 300));
    expect(small.image.sizes.map(({ width }) => width)).toEqual([480, 700]);
    expect((await store(tinyPng)).image.sizes).toMatchObject([{ width: 1, height: 1 }]);
  });

  it('is stored upright, and reveals nothing about the camera, its owner or the place', async () => {
    const photo = await phonePhoto(800, 600);
    expect(photo.includes('SERIAL-0815')).toBe(true);
    const { image } = await store(photo);
    expect([image.width, image.height]).toEqual([600, 800]);
    for (const { url } of image.sizes) {
      const bytes = await bytesOf(url);
      expect(bytes.toString('latin1')).not.toMatch(/SERIAL-0815|Pomme|EXIF|XMP|ICCP/);
      // Turned to the right, the upper left quarter is at the upper right.
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const at = (x: number, y: number) => data[(y * info.width + x) * info.channels] ?? 0;
      expect(at(info.width - 20, 20)).toBeGreaterThan(200);
      expect(at(20, 20)).toBeLessThan(60);
    }
  });

  it('keeps its colours when its colour profile is one of print or of another screen', async () => {
    const red = { r: 230, g: 40, b: 30 };
    const plain = () =>
      sharp({ create: { width: 600, height: 300, channels: 3, background: red } });
    // Ink is not light, so colours of print come back only nearly the same.
    const files = [
      await plain().toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer(),
      await plain().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      await plain().withIccProfile('p3').jpeg({ quality: 100 }).toBuffer(),
      await plain().withIccProfile('p3').png().toBuffer(),
      await plain().toColourspace('rgb16').png().toBuffer(),
    ];
    for (const [at, file] of files.entries()) {
      const { imageUrl } = await store(file);
      const bytes = await bytesOf(imageUrl);
      const { space, icc } = await sharp(bytes).metadata();
      expect([space, icc]).toEqual(['srgb', undefined]);
      const [r, g, b] = (await sharp(bytes).stats()).channels.map(({ mean }) => mean);
      for (const [is, was] of [
        [r, red.r],
        [g, red.g],
        [b, red.b],
      ] as const) {
        expect(Math.abs((is ?? 0) - was), `file ${at}`).toBeLessThan(40);
      }
    }
  });

  it('may be a PNG with transparent parts, a JPEG or a WebP, whatever its file name', async () => {
    for (const type of ['png', 'jpeg', 'webp'] as const) {
      const { image } = await store(await picture(600, 400, type));
      expect(image.width).toBe(600);
    }
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const png = await sharp({ create: { width: 50, height: 50, channels: 4, background: clear } })
      .png()
      .toBuffer();
    const { imageUrl } = await store(png);
    expect((await sharp(await bytesOf(imageUrl)).stats()).isOpaque).toBe(false);
  });

  it('is made narrower when it is very tall, so that no size is excessively long', async () => {
    const { image } = await store(await picture(1000, 12_000, 'png'));
    expect(image.height).toBe(3200);
    expect(image.width).toBe(267);
  });

  it('may have as many bytes and pixels as the OpenAPI document says, and no more', async () => {
    expect(uploadImage.summary).toContain('PNG, JPEG or WebP; up to 2 MiB and 25 megapixels');
    expect(uploadImage.rawBody.maxBytes).toBe(largest);
    expect((await upload(pngBomb(5_000))).statusCode).toBe(201);
    expect((await upload(pngBomb(5_001))).statusCode).toBe(400);
  });

  it('takes little space even when it is noise', async () => {
    const body = await noise(2000, 2000);
    expect(body.length).toBeLessThan(largest);
    for (const { bytes } of await makeSizes(body)) {
      expect(bytes.length).toBeLessThanOrEqual(1024 * 1024);
    }
  });

  it('may be cached permanently, is not sent again to a browser that has it, and is always sent as an image', async () => {
    const { imageUrl } = await store(await picture(600, 400));
    const first = await read(imageUrl);
    expect(first.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const etag = String(first.headers.etag);
    for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await read(imageUrl, { 'if-none-match': header });
      expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
      expect(again.headers.etag).toBe(etag);
    }
    expect((await read(imageUrl, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });
});

describe('an image with many readers', () => {
  it('comes from memory: the database is asked once, even when all ask at once', async () => {
    const { imageUrl } = await store(await picture(600, 400));
    const all = await Promise.all(Array.from({ length: 200 }, () => read(imageUrl)));
    expect(new Set(all.map((response) => response.statusCode))).toEqual(new Set([200]));
    await server.infra.database.query('delete from image where id = $1', [imageUrl.slice(-36)]);
    expect((await read(imageUrl)).statusCode).toBe(200);
  });
});

describe('a file that browsers cannot show as an image', () => {
  const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), Buffer.alloc(99)]);
  const cut = async () => (await picture(600, 400, 'jpeg')).subarray(0, 900);

  it.each<[string, () => Promise<Buffer> | Buffer, number, RegExp]>([
    ['a page', () => Buffer.from('<script>alert(1)</script>'), 400, /PNG, JPEG or WebP/],
    ['nothing', () => Buffer.alloc(0), 400, /PNG, JPEG or WebP/],
    ['the first three bytes of one', () => Buffer.from([0xff, 0xd8, 0xff]), 400, /damaged/],
    ['the head of one alone', () => tinyPng.subarray(0, 40), 400, /damaged/],
    ['cut off', cut, 400, /damaged/],
    ['a HEIC photo', () => heic, 400, /HEIC.*Most Compatible/],
    ['of a gigabyte of pixels', () => pngBomb(30_000), 400, /30000 × 30000 pixels.*smaller/],
    ['more than 2 MiB', () => Buffer.concat([tinyPng, Buffer.alloc(largest)]), 413, /large/],
  ])('is refused with advice: %s', async (_what, body, status, words) => {
    const response = await upload(await body());
    expect(response.statusCode).toBe(status);
    expect(response.json().detail).toMatch(words);
  });

  it('is refused before it is unpacked', async () => {
    const bomb = pngBomb(30_000);
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().rss;
    const cpu = process.cpuUsage();
    expect((await upload(bomb)).statusCode).toBe(400);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    expect(process.cpuUsage(cpu).user).toBeLessThan(500_000);
  });

  it('may be called image/jpg, as some phones and programs do', async () => {
    const response = await upload(await picture(40, 20, 'jpeg'), 'image/jpg');
    expect([response.statusCode, response.body]).toEqual([201, expect.stringContaining('sizes')]);
  });

  it('gets advice for its format: HEIC files and files without a type are inspected, SVG is not', async () => {
    for (const type of ['image/heic', 'image/heif', 'application/octet-stream']) {
      expect((await upload(heic, type)).json().detail).toContain('HEIC');
    }
    for (const type of ['image/avif', 'image/gif', 'image/tiff', 'image/bmp', 'image/jxl']) {
      expect((await upload(Buffer.from('GIF89a'), type)).json().detail).toMatch(
        /PNG, JPEG or WebP/,
      );
    }
    expect((await upload(Buffer.from('<svg/>'), 'image/svg+xml')).statusCode).toBe(415);
    expect((await upload(Buffer.from('{}'), 'application/json')).statusCode).toBe(415);
  });
});

describe('how much one account may upload in a day', () => {
  it('is three images in this test; refused ones do not count', async () => {
    const as = testAccount();
    await upload(Buffer.from('no'), 'image/png', as);
    const responses = await Promise.all([1, 2, 3, 4].map(() => upload(tinyPng, 'image/png', as)));
    const statuses = responses.map((response) => response.statusCode).sort();
    expect(statuses).toEqual([201, 201, 201, 429]);
  });

  it('is a mebibyte as stored in this test, and available again after a day', async () => {
    const as = testAccount();
    const body = await noise(1100, 1100);
    const responses = await Promise.all([1, 2, 3].map(() => upload(body, 'image/jpeg', as)));
    const statuses = responses.map((response) => response.statusCode).sort();
    expect(statuses).toContain(429);
    const refused = responses.find((response) => response.statusCode === 429);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(80_000);
    const [stored] = await server.infra.database.query<{ bytes: number }>(
      'select coalesce(sum(length(bytes)), 0)::int as bytes from image where account_id = $1',
      [as.accountId],
    );
    expect(stored?.bytes).toBeLessThanOrEqual(1024 * 1024);
  });
});

describe('the poster of an event', () => {
  it('comes with its sizes everywhere: after saving, on the event, in lists and in the organiser’s own list', async () => {
    const organiser = testAccount();
    const { imageUrl, image } = await store(await picture(1000, 500));
    const { event } = await putOnSale(server, organiser, { title: 'With a poster', imageUrl });
    expect(event).toMatchObject({ imageUrl, image });
    const shown = await server.request('GET', `/api/events/${event.id}`);
    expect(shown.json<EventListing>().image).toEqual(image);
    const listed = (await listAll(server, {})).find(({ id }) => id === event.id) as EventSummary;
    expect(listed.image).toEqual(image);
    expect((await listOwn(server, organiser))[0]?.image).toEqual(image);
    const changed = await editEvent(server, organiser, event.id, { imageUrl: null });
    expect(changed.imageUrl).toBe(null);
    expect(changed).not.toHaveProperty('image');
  });

  it('must be an existing upload: not an address elsewhere, not a smaller size, not an invented one', async () => {
    const { image } = await store(await picture(1000, 500));
    const organiser = testAccount();
    const draft = await createDraft(server, organiser);
    for (const imageUrl of [
      'https://pictures.example/a.png',
      'https://127.0.0.1/',
      image.sizes[0]?.url,
      `/api/images/${draft.id}`,
    ]) {
      const response = await server.request('PATCH', `/api/events/${draft.id}`, {
        as: organiser,
        body: { version: draft.version, imageUrl },
      });
      expect(response.statusCode).toBe(400);
      expect(response.json().errors).toMatchObject([
        { field: 'imageUrl', message: expect.stringMatching(/[Uu]pload/) },
      ]);
    }
  });

  it('keeps an address elsewhere when other fields change', async () => {
    const organiser = testAccount();
    const { id } = await createDraft(server, organiser);
    const imageUrl = 'https://pictures.example/a.png';
    await server.infra.database.query('update event set image_url = $2 where id = $1', [
      id,
      imageUrl,
    ]);
    const body = { imageUrl, title: 'Renamed' };
    const changed = await editEvent(server, organiser, id, body);
    expect(changed).toMatchObject(body);
    expect(changed).not.toHaveProperty('image');
  });
});
