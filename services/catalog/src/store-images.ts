import type { Image } from '@onsale/contracts/catalog/http';
import type { Sql } from '@onsale/runtime';
import { type ImageSize, imageIdOf, imageUrlOf, toImage } from './image.js';

export interface StoredSize extends ImageSize {
  readonly bytes: Uint8Array;
}

/** Locks uploads of this account: until the transaction ends no other one is counted. */
export async function lockUploads(sql: Sql, accountId: string): Promise<void> {
  await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`image ${accountId}`]);
}

/** The bytes that an account has uploaded after `since`, in all sizes. */
export async function readUploadedToday(
  sql: Sql,
  accountId: string,
  since: Date,
): Promise<{ bytes: number; oldestAt: Date | null }> {
  const [row] = await sql.query<{ bytes: number; oldestAt: Date | null }>(
    `select coalesce(sum(length(bytes)), 0)::int as bytes, min(created_at) as "oldestAt"
     from image where account_id = $1 and created_at > $2`,
    [accountId, since],
  );
  return row ?? { bytes: 0, oldestAt: null };
}

/** @param sizes smallest first; the largest is the image, and the others refer to it */
export async function insertImage(
  sql: Sql,
  accountId: string,
  sizes: readonly StoredSize[],
  now: Date,
): Promise<void> {
  const [largest, smaller] = [sizes.slice(-1), sizes.slice(0, -1)];
  await insertSizes(sql, accountId, largest, null, now);
  await insertSizes(sql, accountId, smaller, largest[0]?.id ?? null, now);
}

async function insertSizes(
  sql: Sql,
  accountId: string,
  sizes: readonly StoredSize[],
  originalId: string | null,
  now: Date,
): Promise<void> {
  await sql.query(
    `insert into image (id, account_id, media_type, bytes, created_at, made_at, width, height,
                        original_id)
     select id, $1, 'image/webp', bytes, $2, $2, width, height, $3
     from unnest($4::uuid[], $5::bytea[], $6::int[], $7::int[]) as given (id, bytes, width, height)`,
    [
      accountId,
      now,
      originalId,
      sizes.map((size) => size.id),
      sizes.map((size) => Buffer.from(size.bytes)),
      sizes.map((size) => size.width),
      sizes.map((size) => size.height),
    ],
  );
}

export interface ServedImage {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Whether its bytes are final, unlike those that `remakeImages` will replace. */
  readonly isMade: boolean;
}

export async function readImage(sql: Sql, id: string): Promise<ServedImage | undefined> {
  const [image] = await sql.query<ServedImage>(
    `select media_type as "mediaType", bytes, made_at is not null as "isMade"
     from image where id = $1`,
    [id],
  );
  return image;
}

/** The images at these addresses whose sizes are known, by address. */
export async function readImages(
  sql: Sql,
  urls: readonly (string | null)[],
): Promise<Map<string, Image>> {
  const ids = [...new Set(urls.map(imageIdOf).filter((id) => id !== undefined))];
  if (ids.length === 0) return new Map();
  const rows = await sql.query<ImageSize & { ofId: string }>(
    `select id, width, height, coalesce(original_id, id) as "ofId" from image
     where (id = any($1::uuid[]) or original_id = any($1::uuid[])) and width is not null
     order by width, height`,
    [ids],
  );
  const images = new Map<string, Image>();
  for (const id of ids) {
    const image = toImage(rows.filter((row) => row.ofId === id));
    if (image) images.set(imageUrlOf(id), image);
  }
  return images;
}

/**
 * Records that an event now uses these images, or no longer does, so that they stay for at least a
 * day. Updates the rows instead of only locking them, so that a sweep that waits for the lock
 * checks them again.
 * @returns the ids of the existing images; smaller sizes do not count
 */
export async function touchImages(
  sql: Sql,
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await sql.query<{ id: string }>(
    `update image set used_at = $2 where id = any($1::uuid[]) and original_id is null returning id`,
    [ids, now],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Deletes images, with all sizes, that no event has used since `before`.
 * @returns how many, at most `limit`
 */
export async function deleteUnused(sql: Sql, before: Date, limit: number): Promise<number> {
  const rows = await sql.query<object>(
    `delete from image
     where id in (
         select id from image
         where original_id is null and greatest(created_at, used_at) < $1
           and not exists (select from event where image_id = image.id)
         limit $2)
       and greatest(created_at, used_at) < $1
     returning id`,
    [before, limit],
  );
  return rows.length;
}

/**
 * Locks one image that the previous release stored as uploaded. Not a `WorkQueue`, because none are
 * left once all are remade.
 */
export async function lockUnmade(
  sql: Sql,
): Promise<{ id: string; accountId: string; bytes: Buffer } | undefined> {
  const [row] = await sql.query<{ id: string; accountId: string; bytes: Buffer }>(
    `select id, account_id as "accountId", bytes from image where made_at is null
     limit 1 for update skip locked`,
  );
  return row;
}

/** Replaces an uploaded image by its sizes; without sizes it stays unchanged. */
export async function replaceImage(
  sql: Sql,
  image: { readonly id: string; readonly accountId: string },
  sizes: readonly StoredSize[],
  now: Date,
): Promise<void> {
  const largest = sizes.at(-1);
  if (!largest) {
    await sql.query('update image set made_at = $2 where id = $1', [image.id, now]);
    return;
  }
  await sql.query(
    `update image set media_type = 'image/webp', bytes = $2, width = $3, height = $4, made_at = $5
     where id = $1`,
    [image.id, Buffer.from(largest.bytes), largest.width, largest.height, now],
  );
  await insertSizes(sql, image.accountId, sizes.slice(0, -1), image.id, now);
}
