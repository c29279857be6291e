import type { Sql } from '@onsale/runtime';
import type { ImageType } from './sniff-image.js';

export interface StoredImage {
  readonly id: string;
  readonly accountId: string;
  readonly mediaType: ImageType;
  readonly bytes: Uint8Array;
}

export async function insertImages(
  sql: Sql,
  images: readonly StoredImage[],
  createdAt: Date,
): Promise<void> {
  await sql.query(
    `insert into image (id, account_id, media_type, bytes, created_at)
     select *, $5::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[])`,
    [
      images.map((image) => image.id),
      images.map((image) => image.accountId),
      images.map((image) => image.mediaType),
      images.map((image) => Buffer.from(image.bytes)),
      createdAt,
    ],
  );
}

export async function readImage(
  sql: Sql,
  id: string,
): Promise<Pick<StoredImage, 'mediaType' | 'bytes'> | undefined> {
  const [image] = await sql.query<Pick<StoredImage, 'mediaType' | 'bytes'>>(
    'select media_type as "mediaType", bytes from image where id = $1',
    [id],
  );
  return image;
}
