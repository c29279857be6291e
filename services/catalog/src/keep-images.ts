import {
  invalid,
  newSecretId,
  Problem,
  type ServiceContext,
  type Sql,
  type Task,
} from '@onsale/runtime';
import { imageIdOf } from './image.js';
import { deleteUnused, lockUnmade, replaceImage, touchImages } from './store-images.js';
import type { MakeSizes } from './upload-image.js';

const dayMs = 86_400_000;
const everyMs = 60_000;
const deletedATurn = 100;
const remadeATurn = 50;

/**
 * Records, in the transaction of an event, that its new image and its old one were in use now.
 * @throws Problem 400 if the new image does not exist, or no longer
 */
export async function useImage(
  sql: Sql,
  before: string | null,
  after: string | null,
  now: Date,
): Promise<void> {
  if (before === after) return;
  const [old, wanted] = [imageIdOf(before), imageIdOf(after)];
  const found = await touchImages(
    sql,
    [old, wanted].filter((id) => id !== undefined),
    now,
  );
  if (wanted !== undefined && !found.has(wanted)) {
    throw invalid({
      field: 'imageUrl',
      message: 'This image is no longer available. Upload it again.',
    });
  }
}

type Context = Pick<ServiceContext, 'database' | 'clock' | 'log'>;

/** Deletes images that no event has used for a day. */
export const sweepImages = ({ database, clock }: Context): Task => ({
  name: 'unused-images',
  everyMs,
  async run() {
    const before = new Date(clock.now().getTime() - dayMs);
    while ((await deleteUnused(database, before, deletedATurn)) === deletedATurn);
  },
});

/** Makes the sizes of images that the previous release stored as uploaded. */
export const remakeImages = ({ database, clock, log }: Context, makeSizes: MakeSizes): Task => ({
  name: 'images-in-sizes',
  everyMs,
  async run() {
    for (let turn = 0; turn < remadeATurn; turn += 1) {
      const found = await database.transaction(async (sql) => {
        const image = await lockUnmade(sql);
        if (!image) return false;
        const made = await makeSizes(image.bytes).catch((error: unknown) => {
          if (!(error instanceof Problem) || error.status !== 400) throw error;
          log.warn({ imageId: image.id, reason: error.detail }, 'an image stays as it was stored');
          return [];
        });
        // The largest size keeps the address that events use.
        const sizes = made.map((size, at) => ({
          ...size,
          id: at === made.length - 1 ? image.id : newSecretId(),
        }));
        await replaceImage(sql, image, sizes, clock.now());
        return true;
      });
      if (!found) return;
    }
  },
});
