import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { IdParams } from '../values.js';

/** A poster in several sizes, of which a page makes a `srcset`. */
export const Image = Type.Object({
  /** Of the largest size, in pixels; a page reserves the space with them. */
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
  /** WebP, smallest first; each address may be cached forever. */
  sizes: Type.Array(
    Type.Object({
      url: Type.String(),
      width: Type.Integer({ minimum: 1 }),
      height: Type.Integer({ minimum: 1 }),
    }),
  ),
});
export type Image = Static<typeof Image>;

/** Missing for an image on another site, and for one stored before images had sizes. */
export const OptionalImage = Type.Optional(Image);

export const uploadImage = defineRoute({
  id: 'uploadImage',
  service: 'catalog',
  method: 'POST',
  path: '/api/images',
  summary:
    'Store an image (PNG, JPEG or WebP; up to 2 MiB and 25 megapixels) in several sizes, without its camera data, and get its address for `imageUrl`; images that no event uses are deleted after a day',
  access: 'account',
  rawBody: {
    // A file that is not a web image is refused with advice, so its media type must get through.
    mediaTypes: [
      'image/png',
      'image/jpeg',
      // As older programs and some phones call it.
      'image/jpg',
      'image/webp',
      'image/heic',
      'image/heif',
      'image/avif',
      'image/gif',
      'image/tiff',
      'image/bmp',
      'image/jxl',
      'application/octet-stream',
    ],
    maxBytes: 2 * 1024 * 1024,
  },
  responses: { 201: Type.Object({ imageUrl: Type.String(), image: OptionalImage }) },
});

export const getImage = defineRoute({
  id: 'getImage',
  service: 'catalog',
  method: 'GET',
  path: '/api/images/:id',
  summary: 'An uploaded image, or one of its smaller sizes',
  access: 'public',
  params: IdParams,
  responses: {
    200: { mediaType: 'image/*', description: 'the image, cacheable forever' },
    304: null,
  },
});
