import * as contracts from '@onsale/contracts/catalog/http';
import { invalid, newId, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { sniffImage } from './sniff-image.js';
import { insertImages } from './store-images.js';

const daySeconds = 86_400;

/** `POST /api/images` */
export const uploadImage = (
  { database, clock, limits }: Pick<ServiceContext, 'database' | 'clock' | 'limits'>,
  imagesPerDay: number,
) =>
  route(contracts.uploadImage, async ({ body, session }) => {
    const mediaType = body instanceof Uint8Array ? sniffImage(body) : undefined;
    if (mediaType === undefined) {
      throw invalid({ message: 'The body must be a PNG, JPEG or WebP image.' });
    }
    const waitSeconds = await limits.take(`image ${session.accountId}`, imagesPerDay, daySeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const image = { id: newId(), accountId: session.accountId, mediaType, bytes: body };
    await insertImages(database, [image], clock.now());
    return { status: 201, body: { imageUrl: `/api/images/${image.id}` } };
  });
