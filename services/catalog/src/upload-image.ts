import * as contracts from '@onsale/contracts/catalog/http';
import { invalid, newSecretId, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { imageUrlOf, toImage } from './image.js';
import { assertImage, type MadeSize } from './make-sizes.js';
import { insertImage, lockUploads, readUploadedToday, type StoredSize } from './store-images.js';

const daySeconds = 86_400;
const bytesAMebibyte = 1024 * 1024;

export interface UploadLimits {
  readonly imagesPerDay: number;
  /** Counted as stored, all sizes together. */
  readonly imageMebibytesPerDay: number;
}

/**
 * Makes the sizes of an image.
 * @throws Problem 503 if too many images wait
 */
export type MakeSizes = (bytes: Uint8Array) => Promise<MadeSize[]>;

/** `POST /api/images` */
export const uploadImage = (
  { database, clock, limits }: Pick<ServiceContext, 'database' | 'clock' | 'limits'>,
  makeSizes: MakeSizes,
  { imagesPerDay, imageMebibytesPerDay }: UploadLimits,
) =>
  route(contracts.uploadImage, async ({ body, session: { accountId } }) => {
    if (!(body instanceof Uint8Array)) throw invalid({ message: 'The body must be an image.' });
    await assertImage(body);
    const waitSeconds = await limits.take(`image ${accountId}`, imagesPerDay, daySeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);

    const sizes = toStored(await makeSizes(body));
    const bytes = sizes.reduce((sum, size) => sum + size.bytes.length, 0);
    const now = clock.now();
    await database.transaction(async (sql) => {
      await lockUploads(sql, accountId);
      const dayAgo = new Date(now.getTime() - daySeconds * 1000);
      const today = await readUploadedToday(sql, accountId, dayAgo);
      if (today.bytes + bytes > imageMebibytesPerDay * bytesAMebibyte) {
        const oldest = today.oldestAt ?? now;
        const freeAt = oldest.getTime() + daySeconds * 1000;
        throw tooManyRequests(Math.max(1, Math.ceil((freeAt - now.getTime()) / 1000)));
      }
      await insertImage(sql, accountId, sizes, now);
    });
    const image = toImage(sizes);
    const imageUrl = imageUrlOf(sizes.at(-1)?.id ?? '');
    return { status: 201, body: { imageUrl, ...(image ? { image } : {}) } };
  });

const toStored = (sizes: readonly MadeSize[]): StoredSize[] =>
  sizes.map((size) => ({ ...size, id: newSecretId() }));
