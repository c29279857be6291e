import type { EventListing } from '@onsale/contracts/catalog/http';

/** The poster of an event, in the size that the reader's screen needs. */
export function Poster({
  event: { imageUrl, image },
  sizes,
  first = false,
  className,
}: {
  event: { readonly imageUrl: string | null } & Pick<EventListing, 'image'>;
  /** The width on the page, as the `sizes` of an `img`. */
  sizes: string;
  /** Whether the reader sees it first on the page. */
  first?: boolean;
  className: string;
}) {
  if (imageUrl === null || imageUrl === '') return null;
  return (
    // biome-ignore lint/performance/noImgElement: the API has its sizes; nothing to optimise ahead
    <img
      src={imageUrl}
      alt=""
      {...(image
        ? {
            srcSet: image.sizes.map(({ url, width }) => `${url} ${width}w`).join(', '),
            sizes,
            width: image.width,
            height: image.height,
          }
        : {})}
      {...(first ? { fetchPriority: 'high' as const } : { loading: 'lazy', decoding: 'async' })}
      className={className}
    />
  );
}
