import type { EventListing } from '@onsale/contracts/catalog/http';
import type { EventOrder } from '@onsale/contracts/orders/http';
import { formatMoney } from '../../lib/money';
import { OrderLines } from '../order/order-lines';
import { RefundTerms } from '../refund-terms';
import { refundLabel } from './order-status';

/** What was ordered, when it was paid, and what went back, for the organiser. */
export function OrderMoney({
  order,
  event,
  locale,
  when,
}: {
  order: EventOrder;
  event: Pick<EventListing, 'status'>;
  locale: string;
  when: (at: string) => string;
}) {
  return (
    <section aria-labelledby="money" className="figures min-w-0">
      <h3 id="money" className="mb-4 text-lg">
        Ordered and paid
      </h3>
      <OrderLines order={order} locale={locale} />
      <RefundTerms terms={order.refundPolicy} event={event} className="mt-2" />
      <ul className="mt-6 space-y-2 text-sm">
        <li>Ordered {when(order.placedAt)}</li>
        {order.status === 'pending' && <li>Held until {when(order.expiresAt)}</li>}
        {order.paidAt && (
          <li>
            {order.paymentId ? 'Paid' : 'Booked free of charge'} {when(order.paidAt)}
            {order.paymentId && (
              <span className="block break-all text-muted">Payment {order.paymentId}</span>
            )}
          </li>
        )}
        {order.refunds.map(({ paymentId, amount, reason, decidedAt, refundedAt }) => (
          <li key={paymentId}>
            {refundedAt
              ? `Refunded ${formatMoney(amount, locale)}, ${when(refundedAt)}`
              : `Refund of ${formatMoney(amount, locale)} started ${when(decidedAt)}`}
            {refundLabel(reason)}
            <span className="block break-all text-muted">Payment {paymentId}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
