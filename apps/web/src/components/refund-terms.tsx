import type { EventListing } from '@onsale/contracts/catalog/http';

/** When buyers of the event get their money back, where its organiser says so. */
export function RefundTerms({
  event,
  className = '',
}: {
  event: Pick<EventListing, 'refundPolicy'>;
  className?: string;
}) {
  if (!event.refundPolicy) return null;
  return (
    <p className={`wrap-anywhere whitespace-pre-line text-muted text-sm ${className}`}>
      <span className="font-semibold">Refunds:</span> <bdi>{event.refundPolicy}</bdi>
    </p>
  );
}
