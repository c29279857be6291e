import type { EventListing } from '@onsale/contracts/catalog/http';

/**
 * The organiser's refund terms, if there are any. Empty for a cancelled event, because then
 * everyone gets their money back.
 */
export function RefundTerms({
  terms,
  event,
  className = '',
}: {
  /** Undefined: not known. */
  terms: string | undefined;
  /** Null while it cannot be read. */
  event: Pick<EventListing, 'status'> | null;
  className?: string;
}) {
  if (!terms || event?.status === 'cancelled') return null;
  return (
    <p className={`wrap-anywhere whitespace-pre-line text-muted text-sm ${className}`}>
      <span className="font-semibold">Refunds:</span> <bdi>{terms}</bdi>
    </p>
  );
}
