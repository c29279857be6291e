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
 * What each subscription hears: `<service>.<subscription>`. A service's account on the bus may read
 * this and nothing else, so the NATS servers need a new entry before the service uses it.
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
