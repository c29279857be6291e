import Type, { type Static } from 'typebox';
import { RefundReason } from '../orders/messages.js';
import { defineRoute } from '../route.js';
import { PassedOn } from '../tolerance.js';
import { Id, IdParams, Instant, Money, Nullable } from '../values.js';
import { WaitHeaders } from '../waiting.js';
import { FailureCode, PaymentStatus } from './messages.js';

export const Payment = Type.Object({
  id: Id,
  orderId: Id,
  status: PaymentStatus,
  amount: Money,
  failureCode: Nullable(FailureCode),
  createdAt: Instant,
  capturedAt: Nullable(Instant),
  refund: Nullable(
    Type.Object({
      reason: PassedOn(RefundReason),
      /** Null until the provider confirms. */
      refundedAt: Nullable(Instant),
    }),
  ),
});
export type Payment = Static<typeof Payment>;

export const Card = Type.Object(
  {
    number: Type.String({
      pattern: '^[0-9 ]{12,23}$',
      description: 'spaces allowed',
      examples: ['4242 4242 4242 4242'],
    }),
    expiry: Type.String({
      pattern: '^(0[1-9]|1[0-2]) ?/ ?[0-9]{2}$',
      description: 'MM/YY',
      examples: ['12/30'],
    }),
    cvc: Type.String({ pattern: '^[0-9]{3,4}$', examples: ['123'] }),
  },
  { additionalProperties: false },
);
export type Card = Static<typeof Card>;

export const pay = defineRoute({
  id: 'pay',
  service: 'payments',
  method: 'POST',
  path: '/api/payments',
  summary:
    'Pay for an order; the answer is `processing`, the outcome follows. With `Prefer: wait`, the answer comes when the payment is decided',
  access: 'account',
  headers: WaitHeaders,
  body: Type.Object({ orderId: Id, card: Card }, { additionalProperties: false }),
  responses: { 202: Payment },
  refuses: { 404: ['not_found'], 429: ['too_many_failed_cards'] },
  conflicts: [
    'order_expired',
    'order_cancelled',
    'already_paid',
    'payment_in_progress',
    'not_payable',
  ],
});

export const getPayment = defineRoute({
  id: 'getPayment',
  service: 'payments',
  method: 'GET',
  path: '/api/payments/:id',
  summary: "One of the caller's own payments",
  access: 'account',
  params: IdParams,
  responses: { 200: Payment },
});

export const listPayments = defineRoute({
  id: 'listPayments',
  service: 'payments',
  method: 'GET',
  path: '/api/payments',
  summary:
    "The payments made for one of the caller's own orders, newest first; with `Prefer: wait`, once none is processing",
  access: 'account',
  query: Type.Object({ orderId: Id }, { additionalProperties: false }),
  headers: WaitHeaders,
  responses: { 200: Type.Object({ items: Type.Array(Payment) }) },
  refuses: { 404: ['not_found'] },
});

export const receiveWebhook = defineRoute({
  id: 'receiveWebhook',
  service: 'payments',
  method: 'POST',
  path: '/api/payments/webhooks/:provider',
  summary: "A payment provider's signed notification; repeating it is harmless",
  access: 'provider',
  params: Type.Object({ provider: Type.String({ pattern: '^[a-z]{1,20}$' }) }),
  rawBody: { mediaTypes: ['application/json'], maxBytes: 64 * 1024 },
  responses: { 204: null },
});

export const paymentsRoutes = [pay, getPayment, listPayments, receiveWebhook] as const;
