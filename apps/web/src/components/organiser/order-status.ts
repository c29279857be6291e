import type { Order } from '@onsale/contracts/orders/http';
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
