import type { TicketType } from '@onsale/contracts/catalog/http';
import { formatPrice } from '../../../lib/money';

/** Where the page sells tickets, the preview names them. */
export function PreviewStub({
  ticketTypes,
  locale,
}: {
  ticketTypes: readonly TicketType[];
  locale: string;
}) {
  return (
    <div className="border-ink border-t-2">
      {ticketTypes.length === 0 && (
        <p className="py-4 text-muted">Your ticket types will appear here.</p>
      )}
      {ticketTypes.map((type) => (
        <p
          key={type.id}
          className="flex justify-between gap-4 border-rule border-b py-4 text-lg last:border-b-0"
        >
          <span className="font-[650]">{type.name}</span>
          <span className="figures">{formatPrice(type.price, locale)}</span>
        </p>
      ))}
    </div>
  );
}
