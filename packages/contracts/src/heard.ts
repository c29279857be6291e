import { accountCreated, accountSignedOut } from './auth/messages.js';
import { eventMessages, ticketTypeMessages } from './catalog/messages.js';
import { expiryDue, holdsDue } from './expiration/messages.js';
import type { MessageContract } from './message.js';
import {
  orderMessages,
  orderPaid,
  orderPlaced,
  orderRefunded,
  stockChanged,
} from './orders/messages.js';
import { paymentCaptured, paymentRefunded } from './payments/messages.js';

/**
 * The messages of each subscription, by `<service>.<subscription>`. The account of a service on the
 * bus may read these and nothing else, so update the NATS servers before a service uses a new
 * entry.
 */
export const heard = {
  'auth.sessions-ended': [accountSignedOut],
  'catalog.sessions-ended': [accountSignedOut],
  'catalog.account': [accountCreated],
  'catalog.stock': [stockChanged],
  'expiration.sessions-ended': [accountSignedOut],
  'expiration.order-placed': [orderPlaced],
  'orders.sessions-ended': [accountSignedOut],
  'orders.event': eventMessages,
  'orders.ticket-type': ticketTypeMessages,
  'orders.holds-due': [holdsDue],
  'orders.expiry-due': [expiryDue],
  'orders.payment-captured': [paymentCaptured],
  'orders.payment-refunded': [paymentRefunded],
  'payments.sessions-ended': [accountSignedOut],
  'payments.orders': orderMessages,
  'tickets.sessions-ended': [accountSignedOut],
  'tickets.event': eventMessages,
  'tickets.order': [orderPaid, orderRefunded],
} as const satisfies Readonly<Record<string, readonly MessageContract[]>>;
