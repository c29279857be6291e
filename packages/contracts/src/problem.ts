import Type, { type Static } from 'typebox';

/**
 * Why a request was refused, for programs; `detail` is for people. A code never changes its
 * meaning; new codes may be added.
 */
export const problemCodes = [
  'invalid_request',
  'not_signed_in',
  'forbidden',
  'not_approved',
  'wrong_origin',
  'unknown_host',
  'not_found',
  'too_large',
  'too_many_requests',
  'overloaded',
  'unavailable',
  'internal',
  'wrong_credentials',
  'email_taken',
  'already_staff',
  'no_such_account',
  'changed_meanwhile',
  'event_not_draft',
  'event_not_publishable',
  'event_cancelled',
  'event_over',
  'capacity_in_use',
  'too_many_ticket_types',
  'ticket_type_in_use',
  'sold_out',
  'sale_not_open',
  'sale_closed',
  'sale_paused',
  'over_limit',
  'under_minimum',
  'too_many_unpaid_orders',
  'too_many_abandoned_orders',
  'price_changed',
  'idempotency_key_reused',
  'order_not_pending',
  'order_expired',
  'order_cancelled',
  'already_paid',
  'payment_in_progress',
  'not_payable',
  'too_many_failed_cards',
  'ticket_void',
  'not_checked_in',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** RFC 9457 problem details, sent as `application/problem+json`. */
export const ProblemDetails = Type.Object({
  type: Type.String({ default: 'about:blank' }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.Enum([...problemCodes]),
  detail: Type.String({ description: 'what happened and what to do about it' }),
  errors: Type.Array(Type.Object({ message: Type.String(), field: Type.Optional(Type.String()) })),
  current: Type.Optional(
    Type.Unknown({ description: 'with `changed_meanwhile`: the present state of the thing' }),
  ),
  requestId: Type.Optional(Type.String({ description: 'quote it when you ask for help' })),
});
export type ProblemDetails = Static<typeof ProblemDetails>;
