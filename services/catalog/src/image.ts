import type { Image } from '@onsale/contracts/catalog/http';

/** One size of an image, as a row of its own. */
export interface ImageSize {
  readonly id: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const prefix = '/api/images/';
const uploaded = /^\/api\/images\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const imageUrlOf = (id: string): string => prefix + id;

/** @returns the id of an image of our own; undefined for any other address */
export const imageIdOf = (url: string | null): string | undefined =>
  url !== null && uploaded.test(url) ? url.slice(prefix.length) : undefined;

/** @param sizes smallest first; empty: not known yet */
export function toImage(sizes: readonly ImageSize[]): Image | undefined {
  const largest = sizes.at(-1);
  if (!largest) return undefined;
  return {
    width: largest.width,
    height: largest.height,
    sizes: sizes.map(({ id, width, height }) => ({ url: imageUrlOf(id), width, height })),
  };
}
