import type { Order } from '@onsale/contracts/orders/http';
import type { UnknownMember } from '@onsale/contracts/tolerance';
import type { StatusLabel } from './event-status';

export const orderStatuses = ['pending', 'paid', 'expired', 'cancelled', 'refunded'] as const;

/** The status of an order, for its event's organiser. */
export const orderLabels: Record<Order['status'], StatusLabel> = {
  pending: { text: 'Awaiting payment', tone: 'strong' },
  paid: { text: 'Paid', tone: 'good' },
  expired: { text: 'Expired', tone: 'quiet' },
  cancelled: { text: 'Cancelled', tone: 'quiet' },
  refunded: { text: 'Refunded', tone: 'bad' },
};

type RefundReason = Order['refunds'][number]['reason'];

const refundLabels: Record<Exclude<RefundReason, UnknownMember>, string> = {
  sold_out: 'paid after the hold had expired, and sold out by then',
  order_cancelled: 'paid after the buyer had cancelled',
  paid_twice: 'paid twice',
  wrong_amount: 'the amount was not the price',
  event_cancelled: 'the event is cancelled',
  over_limit: 'paid after the hold had expired, and over the limit per person by then',
};

/** Why a payment goes back, to put after it; empty for a reason of a later version. */
export function refundLabel(reason: RefundReason): string {
  const label = (refundLabels as Partial<Record<string, string>>)[reason];
  return label ? `: ${label}` : '';
}
