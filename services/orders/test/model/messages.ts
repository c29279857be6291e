import {
  type EventState,
  eventPublished,
  type TicketTypeState,
  ticketTypeCreated,
} from '@onsale/contracts/catalog/messages';
import type { Message } from '@onsale/contracts/message';
import {
  type PaymentState,
  paymentCaptured,
  paymentRefunded,
} from '@onsale/contracts/payments/messages';
import { newId, newMessage } from '@onsale/runtime';
import type { CapturedPayment } from './books.js';

const dayMs = 86_400_000;

/** An event a month from `now`. */
export function newEvent(now: Date): EventState {
  const inDays = (days: number) => new Date(now.getTime() + days * dayMs).toISOString();
  return {
    eventId: newId(),
    version: 1,
    status: 'published',
    organiserId: newId(),
    staffIds: [],
    title: 'Concert',
    venueName: 'Hall',
    venueAddress: '',
    startsAt: inDays(30),
    endsAt: inDays(31),
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    salesOpenAt: null,
    salesCloseAt: null,
    cancellationReason: null,
  };
}

/** What the catalogue says to put these on sale. */
export const onSale = (
  events: readonly EventState[],
  types: readonly TicketTypeState[],
  time: Date,
): Message[] => [
  ...events.map((data) => newMessage(eventPublished, { subject: data.eventId, time, data })),
  ...types.map((data) => newMessage(ticketTypeCreated, { subject: data.ticketTypeId, time, data })),
];

/** The provider has taken the money. */
export const captured = (payment: CapturedPayment, time: Date): Message =>
  newMessage(paymentCaptured, {
    subject: payment.paymentId,
    time,
    data: { ...stateOf(payment, time), version: 2, status: 'captured' },
  });

/** The provider has given it back. */
export const refunded = (payment: CapturedPayment, time: Date): Message =>
  newMessage(paymentRefunded, {
    subject: payment.paymentId,
    time,
    data: {
      ...stateOf(payment, time),
      version: 3,
      status: 'refunded',
      refundedAt: time.toISOString(),
    },
  });

const stateOf = (
  { paymentId, orderId, amount, currency }: CapturedPayment,
  time: Date,
): Omit<PaymentState, 'version' | 'status'> => ({
  paymentId,
  orderId,
  provider: 'sandbox',
  amount: { amount, currency },
  failureCode: null,
  capturedAt: time.toISOString(),
  refundReason: null,
  refundedAt: null,
});
