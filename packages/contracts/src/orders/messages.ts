import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { PassedOn } from '../tolerance.js';
import { Id, Instant, Money, Nullable, Version } from '../values.js';

export const OrderStatus = Type.Enum(['pending', 'paid', 'expired', 'cancelled', 'refunded']);
export type OrderStatus = Static<typeof OrderStatus>;

/** No install holds unpaid tickets for longer. */
export const longestHoldSeconds = 24 * 60 * 60;

/**
 * Why money goes back.
 * - `sold_out`: paid after the hold had expired, and the tickets were gone
 * - `order_cancelled`: paid after the buyer had cancelled
 * - `paid_twice`: a second payment for an order that was paid already
 * - `wrong_amount`: the captured amount is not the order's total
 * - `event_cancelled`: the organiser cancelled the event
 * - `over_limit`: paid after the hold had expired, and the buyer had reached the limit per person
 *   with other orders
 */
export const RefundReason = Type.Enum([
  'sold_out',
  'order_cancelled',
  'paid_twice',
  'wrong_amount',
  'event_cancelled',
  'over_limit',
]);
export type RefundReason = Static<typeof RefundReason>;

/**
 * A payment that `orders` has decided to give back. `payments` carries it out, and the
 * decision is part of every later state of the order, so it survives any crash.
 */
export const RefundDue = Type.Object({
  paymentId: Id,
  amount: Money,
  reason: PassedOn(RefundReason),
  decidedAt: Instant,
  /** When the provider confirmed; null while under way. */
  refundedAt: Nullable(Instant),
});
export type RefundDue = Static<typeof RefundDue>;

export const OrderLine = Type.Object({
  ticketTypeId: Id,
  ticketTypeName: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  /** The price when the order was placed. */
  unitPrice: Money,
});
export type OrderLine = Static<typeof OrderLine>;

export const OrderState = Type.Object({
  orderId: Id,
  version: Version,
  status: OrderStatus,
  eventId: Id,
  eventTitle: Type.String(),
  buyer: Type.Object({ accountId: Id, name: Type.String(), email: Type.String() }),
  lines: Type.Array(PassedOn(OrderLine), { minItems: 1 }),
  total: Money,
  placedAt: Instant,
  expiresAt: Instant,
  paidAt: Nullable(Instant),
  /** The payment that bought the tickets; null while unpaid and for free orders. */
  paymentId: Nullable(Id),
  refunds: Type.Array(PassedOn(RefundDue)),
});
export type OrderState = Static<typeof OrderState>;

export const orderPlaced = defineMessage('/orders', 'order.placed', OrderState);
export const orderPaid = defineMessage('/orders', 'order.paid', OrderState);
export const orderExpired = defineMessage('/orders', 'order.expired', OrderState);
export const orderCancelled = defineMessage('/orders', 'order.cancelled', OrderState);
export const orderRefunded = defineMessage('/orders', 'order.refunded', OrderState);

/** The stock of one pool: the places of a ticket type, and of those that share them. */
export const StockState = Type.Object({
  /** The id of the pool: that of the ticket type that owns the places. */
  ticketTypeId: Id,
  version: Version,
  eventId: Id,
  capacity: Type.Integer({ minimum: 0 }),
  available: Type.Integer({ minimum: 0 }),
  held: Type.Integer({ minimum: 0 }),
  sold: Type.Integer({ minimum: 0 }),
  /** How much of `held` and `sold` belongs to the other ticket types that share the places. */
  shares: Type.Optional(
    Type.Array(
      Type.Object({
        ticketTypeId: Id,
        held: Type.Integer({ minimum: 0 }),
        sold: Type.Integer({ minimum: 0 }),
      }),
    ),
  ),
});
export type StockState = Static<typeof StockState>;

/** For display ("sold out" in a list); no sale is decided by it. */
export const stockChanged = defineMessage('/orders', 'stock.changed', StockState);

export const orderMessages = [
  orderPlaced,
  orderPaid,
  orderExpired,
  orderCancelled,
  orderRefunded,
] as const;
export const ordersMessages = [...orderMessages, stockChanged] as const;
