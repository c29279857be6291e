import type { EventListing } from '@onsale/contracts/catalog/http';

/**
 * When buyers of the event get their money back, where its organiser says so. Nothing of a cancelled
 * one, of which everyone does.
 */
export function RefundTerms({
  event,
  className = '',
}: {
  event: Pick<EventListing, 'refundPolicy' | 'status'>;
  className?: string;
}) {
  if (!event.refundPolicy || event.status === 'cancelled') return null;
  return (
    <p className={`wrap-anywhere whitespace-pre-line text-muted text-sm ${className}`}>
      <span className="font-semibold">Refunds:</span> <bdi>{event.refundPolicy}</bdi>
    </p>
  );
}
