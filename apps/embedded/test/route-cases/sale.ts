import { createHmac } from 'node:crypto';
import {
  badId,
  badPage,
  everyone,
  get,
  key,
  missing,
  nobodysId,
  only,
  type RequestParts,
  type RouteAnswers,
  signedIn,
} from './shared.js';

export const webhookSecret = 'a-webhook-secret-for-tests-only-0123456789';

export const sale: Record<string, RouteAnswers> = {
  placeOrder: {
    cases: [
      {
        what: 'of one ticket',
        request: ({ ticketType }) => ({
          path: '/api/orders',
          headers: key(),
          body: {
            eventId: ticketType.eventId,
            lines: [{ ticketTypeId: ticketType.id, quantity: 1 }],
          },
        }),
        answers: signedIn(201),
      },
    ],
    bad: [
      {
        what: 'nothing',
        by: 'buyer',
        request: () => ({ path: '/api/orders', headers: key(), body: {} }),
        status: 400,
      },
      {
        what: 'no idempotency key',
        by: 'buyer',
        request: ({ ticketType }) => ({
          path: '/api/orders',
          body: {
            eventId: ticketType.eventId,
            lines: [{ ticketTypeId: ticketType.id, quantity: 1 }],
          },
        }),
        status: 400,
      },
      {
        what: 'a draft',
        by: 'organiser',
        request: ({ draft, ticketType }) => ({
          path: '/api/orders',
          headers: key(),
          body: { eventId: draft.id, lines: [{ ticketTypeId: ticketType.id, quantity: 1 }] },
        }),
        status: 404,
      },
      {
        what: 'more tickets than one person may have',
        by: 'buyer',
        request: ({ ticketType }) => ({
          path: '/api/orders',
          headers: key(),
          body: {
            eventId: ticketType.eventId,
            lines: [{ ticketTypeId: ticketType.id, quantity: 41 }],
          },
        }),
        status: 409,
      },
    ],
  },
  listOrders: {
    cases: [get(() => '/api/orders', signedIn(200))],
    bad: badPage(() => '/api/orders', 'buyer'),
  },
  getOrder: {
    cases: [get(({ order }) => `/api/orders/${order.id}`, only({ buyer: 200 }, 404))],
    bad: [
      badId((id) => `/api/orders/${id}`, 'buyer'),
      missing((id) => `/api/orders/${id}`, 'buyer'),
    ],
  },
  cancelOrder: {
    cases: [
      {
        what: 'a pending order',
        request: async ({ people, ticketType }) => ({
          path: `/api/orders/${(await people.buyer.order(ticketType)).id}`,
        }),
        answers: only({ buyer: 200 }, 404),
      },
    ],
    bad: [
      {
        what: 'a paid order',
        by: 'buyer',
        request: ({ order }) => ({ path: `/api/orders/${order.id}` }),
        status: 409,
      },
    ],
  },
  getAvailability: {
    cases: [
      get(
        ({ event }) => `/api/events/${event.id}/availability`,
        everyone(200),
        'of a published event',
      ),
      get(({ draft }) => `/api/events/${draft.id}/availability`, everyone(404), 'of a draft'),
    ],
    bad: [badId((id) => `/api/events/${id}/availability`, 'anonymous')],
  },
  getOwnTickets: {
    cases: [get(({ event }) => `/api/events/${event.id}/own-tickets`, signedIn(200))],
    bad: [badId((id) => `/api/events/${id}/own-tickets`, 'buyer')],
  },
  streamAvailability: {
    cases: [get(({ event }) => `/api/events/${event.id}/availability/stream`, everyone(200))],
    bad: [missing((id) => `/api/events/${id}/availability/stream`, 'anonymous')],
  },
  getSales: {
    cases: [get(({ event }) => `/api/events/${event.id}/sales`, only({ organiser: 200 }, 404))],
    bad: [missing((id) => `/api/events/${id}/sales`, 'organiser')],
  },
  listEventOrders: {
    cases: [get(({ event }) => `/api/events/${event.id}/orders`, only({ organiser: 200 }, 404))],
    bad: badPage(({ event }) => `/api/events/${event.id}/orders`, 'organiser'),
  },
  getEventOrder: {
    cases: [
      get(
        ({ event, order }) => `/api/events/${event.id}/orders/${order.id}`,
        only({ organiser: 200 }, 404),
      ),
    ],
    bad: [
      {
        what: 'an order for another event',
        by: 'organiser',
        request: ({ draft, order }) => ({ path: `/api/events/${draft.id}/orders/${order.id}` }),
        status: 404,
      },
      {
        what: 'a malformed id',
        by: 'organiser',
        request: ({ event }) => ({ path: `/api/events/${event.id}/orders/42` }),
        status: 400,
      },
    ],
  },
  pay: {
    cases: [
      {
        what: "the buyer's order",
        request: async ({ people, ticketType }) => ({
          path: '/api/payments',
          body: {
            orderId: (await people.buyer.order(ticketType)).id,
            card: { number: '4242424242424242', expiry: '12/40', cvc: '123' },
          },
        }),
        answers: only({ buyer: 202 }, 404),
      },
    ],
    bad: [
      {
        what: 'nothing',
        by: 'buyer',
        request: () => ({ path: '/api/payments', body: {} }),
        status: 400,
      },
      {
        what: 'an order that is paid',
        by: 'buyer',
        request: ({ order }) => ({
          path: '/api/payments',
          body: {
            orderId: order.id,
            card: { number: '4242424242424242', expiry: '12/40', cvc: '123' },
          },
        }),
        status: 409,
      },
      {
        what: 'an invalid card',
        by: 'buyer',
        request: ({ order }) => ({
          path: '/api/payments',
          body: { orderId: order.id, card: { number: 'abc', expiry: '12/40', cvc: '123' } },
        }),
        status: 400,
      },
    ],
  },
  getPayment: {
    cases: [get(({ payment }) => `/api/payments/${payment.id}`, only({ buyer: 200 }, 404))],
    bad: [
      badId((id) => `/api/payments/${id}`, 'buyer'),
      missing((id) => `/api/payments/${id}`, 'buyer'),
    ],
  },
  listPayments: {
    cases: [get(({ order }) => `/api/payments?orderId=${order.id}`, signedIn(200))],
    bad: [
      { what: 'no order', by: 'buyer', request: () => ({ path: '/api/payments' }), status: 400 },
    ],
  },
  receiveWebhook: {
    cases: [
      {
        what: 'signed, about a payment that is known already',
        request: ({ payment }) => webhook(webhookSecret, payment.id),
        answers: everyone(204),
      },
    ],
    bad: [
      {
        what: 'a wrong signature',
        by: 'anonymous',
        request: ({ payment }) => webhook('another secret', payment.id),
        status: 400,
      },
      {
        what: 'no signature',
        by: 'anonymous',
        request: () => ({
          path: '/api/payments/webhooks/sandbox',
          raw: { type: 'application/json', bytes: '{}' },
        }),
        status: 400,
      },
      {
        what: 'an unknown payment',
        by: 'anonymous',
        request: () => webhook(webhookSecret, nobodysId),
        status: 404,
      },
      {
        what: 'an unknown provider',
        by: 'anonymous',
        request: () => ({
          path: '/api/payments/webhooks/nobody',
          raw: { type: 'application/json', bytes: '{}' },
        }),
        status: 404,
      },
    ],
  },
};

function webhook(secret: string, paymentId: string): RequestParts {
  const bytes = JSON.stringify({
    type: 'payment.captured',
    paymentId,
    occurredAt: new Date().toISOString(),
    amount: { amount: 2500, currency: 'EUR' },
  });
  const seconds = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${bytes}`).digest('hex');
  return {
    path: '/api/payments/webhooks/sandbox',
    headers: { 'onsale-sandbox-signature': `t=${seconds},v1=${signature}` },
    raw: { type: 'application/json', bytes },
  };
}
