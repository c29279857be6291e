import * as contracts from '@onsale/contracts/catalog/http';
import { notFound, route, type ServiceContext } from '@onsale/runtime';
import { readImage } from './store-images.js';

/** `GET /api/images/:id`: never changes, and is nothing but an image whatever is hidden in it. */
export const getImage = ({ database }: Pick<ServiceContext, 'database'>) =>
  route(contracts.getImage, async ({ params }) => {
    const image = await readImage(database, params.id);
    if (!image) throw notFound('image');
    return {
      status: 200,
      body: image.bytes,
      headers: {
        'content-type': image.mediaType,
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; sandbox",
      },
    };
  });
