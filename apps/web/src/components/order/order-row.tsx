import type { Order } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import { formatDate } from '../../lib/dates';
import { formatPrice } from '../../lib/money';

/** One order in a list; the whole row is a link. */
export function OrderRow({
  order,
  nowMs,
  locale,
}: {
  order: Order;
  nowMs: number;
  locale: string;
}) {
  const standing = standingOf(order, nowMs);
  return (
    <li className="group relative flex items-baseline justify-between gap-6 border-rule border-b py-5">
      <div className="min-w-0">
        <h2 className="text-lg">
          <a
            href={`/orders/${order.id}`}
            className="after:absolute after:inset-0 group-hover:text-accent"
          >
            {order.eventTitle}
          </a>
        </h2>
        <p className="figures mt-1 text-muted text-sm">
          {/* A day is enough, so the time zone hardly matters. */}
          Placed {formatDate(order.placedAt, 'UTC', locale)},{' '}
          {order.lines
            .map((line) => `${line.quantity}\u00a0×\u00a0${isolate(line.ticketTypeName)}`)
            .join(', ')}
        </p>
      </div>
      <p className="figures shrink-0 text-right">
        <span className="block font-semibold">{formatPrice(order.total, locale)}</span>
        <span className={`block text-sm ${standing.tone}`}>{standing.text}</span>
      </p>
    </li>
  );
}

/** The status of an order in a list. */
export function standingOf(order: Order, nowMs: number): { text: string; tone: string } {
  switch (order.status) {
    case 'paid':
      return { text: order.total.amount === 0 ? 'Booked' : 'Paid', tone: 'font-medium text-good' };
    case 'refunded':
      return { text: 'Refunded', tone: 'text-muted' };
    case 'cancelled':
      return { text: 'Cancelled', tone: 'text-muted' };
    case 'expired':
      return { text: 'Expired', tone: 'text-muted' };
    case 'pending':
      return nowMs < Date.parse(order.expiresAt)
        ? { text: 'Unpaid', tone: 'font-medium text-accent' }
        : { text: 'Expired', tone: 'text-muted' };
    default: // of a later version: its page says more
      return { text: 'See the order', tone: 'text-muted' };
  }
}
