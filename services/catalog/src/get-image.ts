import * as contracts from '@onsale/contracts/catalog/http';
import {
  atMost,
  createByteCache,
  notFound,
  overloaded,
  route,
  type ServiceContext,
} from '@onsale/runtime';
import { readImage, type ServedImage } from './store-images.js';

/** A few hundred posters in all their sizes. */
const keptBytes = 32 * 1024 * 1024;
/** The most bytes of answers that slow readers are still receiving. They share the cached bytes. */
const maxBytesUnderWay = 128 * 1024 * 1024;
/** Reading an image from the database costs as much as a hundred holds. */
const reads = { running: 2, waiting: 100 };

/**
 * `GET /api/images/:id`: immutable, and sandboxed so that nothing hidden in the file can run.
 * Served from memory, so that a popular poster does not slow down the sale.
 */
export function getImage({ database }: Pick<ServiceContext, 'database'>) {
  const cache = createByteCache<ServedImage | undefined>(keptBytes);
  const reading = atMost(reads);
  let bytesUnderWay = 0;

  const read = async (id: string) => {
    const value = await reading(() => readImage(database, id));
    return { value, bytes: value?.isMade ? value.bytes.length : 0 };
  };
  return route(contracts.getImage, async ({ params, rawHeaders }) => {
    const image = await cache.get(params.id, () => read(params.id));
    if (!image) throw notFound('image');
    const size = image.bytes.length;
    const etag = `"${params.id}-${size}"`;
    const headers = {
      etag,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
    };
    if (names(rawHeaders['if-none-match'], etag)) return { status: 304, headers };
    if (bytesUnderWay + size > maxBytesUnderWay) throw overloaded();
    bytesUnderWay += size;
    const sent = () => {
      bytesUnderWay -= size;
    };
    return {
      status: 200,
      body: image.bytes,
      headers: { ...headers, 'content-type': image.mediaType },
      sent,
    };
  });
}

/** Whether `If-None-Match` names this tag; proxies that compress make tags weak. */
const names = (header: string | string[] | undefined, etag: string): boolean =>
  typeof header === 'string' &&
  header.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
