import Type, { type Static } from 'typebox';
import { defineRoute } from '../route.js';
import { SearchText } from '../text-fields.js';
import {
  EventPlan,
  Id,
  IdParams,
  Instant,
  Money,
  Nullable,
  Page,
  PageQuery,
  Sum,
  Version,
} from '../values.js';
import { WaitHeaders } from '../waiting.js';
import { OrderLine, OrderStatus, RefundDue } from './messages.js';

export const Order = Type.Object({
  id: Id,
  version: Version,
  status: OrderStatus,
  eventId: Id,
  eventTitle: Type.String(),
  lines: Type.Array(OrderLine),
  total: Money,
  placedAt: Instant,
  expiresAt: Instant,
  paidAt: Nullable(Instant),
  paymentId: Nullable(Id),
  refunds: Type.Array(RefundDue),
  /**
   * When and where the event was planned when the order was placed; null: unchanged. Only the
   * answer for a single order has it.
   */
  movedFrom: Type.Optional(Nullable(EventPlan)),
  /**
   * The organiser's refund terms when the order was placed; missing: unknown. Only the answer for a
   * single order has it.
   */
  refundPolicy: Type.Optional(Type.String()),
});
export type Order = Static<typeof Order>;

export const placeOrder = defineRoute({
  id: 'placeOrder',
  service: 'orders',
  method: 'POST',
  path: '/api/orders',
  summary:
    'Hold tickets until `expiresAt`, all lines or none; a free order is paid immediately. Limits are per person and include what the account already holds or has bought',
  access: 'account',
  headers: Type.Object({
    'idempotency-key': Type.String({
      minLength: 8,
      maxLength: 100,
      pattern: '^[\\x21-\\x7e]+$',
      description:
        'chosen by the caller, new for each purchase; a retry with it gets the same answer',
    }),
  }),
  body: Type.Object(
    {
      eventId: Id,
      lines: Type.Array(
        Type.Object(
          {
            ticketTypeId: Id,
            quantity: Type.Integer({ minimum: 1, maximum: 50 }),
            unitPrice: Type.Optional(Money),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 10, description: '`unitPrice`: the price the buyer saw' },
      ),
    },
    { additionalProperties: false },
  ),
  responses: { 201: Order },
  refuses: { 404: ['not_found'], 429: ['too_many_abandoned_orders'] },
  conflicts: [
    'sold_out',
    'sale_not_open',
    'sale_closed',
    'sale_paused',
    'over_limit',
    'under_minimum',
    'too_many_unpaid_orders',
    'price_changed',
    'event_cancelled',
    'idempotency_key_reused',
  ],
});

export const listOrders = defineRoute({
  id: 'listOrders',
  service: 'orders',
  method: 'GET',
  path: '/api/orders',
  summary: "The caller's own orders, newest first",
  access: 'account',
  query: PageQuery,
  responses: { 200: Page(Order) },
});

export const getOrder = defineRoute({
  id: 'getOrder',
  service: 'orders',
  method: 'GET',
  path: '/api/orders/:id',
  summary: "One of the caller's own orders; with `Prefer: wait`, once it is not pending",
  access: 'account',
  params: IdParams,
  headers: WaitHeaders,
  responses: { 200: Order },
});

export const cancelOrder = defineRoute({
  id: 'cancelOrder',
  service: 'orders',
  method: 'DELETE',
  path: '/api/orders/:id',
  summary: 'Cancel an unpaid order and release its tickets; repeating it is harmless',
  access: 'account',
  params: IdParams,
  responses: { 200: Order },
  conflicts: ['order_not_pending'],
});

export const TicketTypeAvailability = Type.Object({
  ticketTypeId: Id,
  /** Of the stock. It grows with every change, so clients know which answer is newer. */
  version: Version,
  /** Of the ticket type in `GET /api/events/:id`; see `eventVersion`. */
  listedVersion: Type.Optional(Version),
  /** How many can still be sold; of shared places, no more than `poolLimit` allows. */
  available: Type.Integer({ minimum: 0 }),
  /** The pool that it shares with other ticket types, and how many places of it are left. */
  pool: Type.Optional(Type.Object({ id: Id, available: Type.Integer({ minimum: 0 }) })),
  status: Type.Enum(['not_open', 'open', 'sold_out', 'closed']),
  /** The organiser has paused its sale; `status` is then `closed`. */
  paused: Type.Optional(Type.Boolean()),
  opensAt: Nullable(Instant),
  closesAt: Instant,
});
export type TicketTypeAvailability = Static<typeof TicketTypeAvailability>;

export const Availability = Type.Object({
  eventId: Id,
  /**
   * Of the event. A page that shows an older version of it, or of a ticket type (`listedVersion`),
   * fetches the event again. The previous release sends neither.
   */
  eventVersion: Type.Optional(Version),
  status: Type.Enum(['published', 'cancelled']),
  /** The ticket types that everyone may see, in the organiser's order. */
  ticketTypes: Type.Array(TicketTypeAvailability),
});
export type Availability = Static<typeof Availability>;

export const getAvailability = defineRoute({
  id: 'getAvailability',
  service: 'orders',
  method: 'GET',
  path: '/api/events/:id/availability',
  summary: 'How many tickets of each ticket type are left',
  access: 'public',
  params: IdParams,
  responses: { 200: Availability },
});

export const OwnTickets = Type.Object({
  eventId: Id,
  /**
   * Held and bought tickets, which count towards limits per person; only types of which there are
   * any.
   */
  ticketTypes: Type.Array(
    Type.Object({ ticketTypeId: Id, quantity: Type.Integer({ minimum: 1 }) }),
  ),
});
export type OwnTickets = Static<typeof OwnTickets>;

export const getOwnTickets = defineRoute({
  id: 'getOwnTickets',
  service: 'orders',
  method: 'GET',
  path: '/api/events/:id/own-tickets',
  summary:
    'How many tickets for the event the caller holds or has bought; they count towards the limits per person',
  access: 'account',
  params: IdParams,
  responses: { 200: OwnTickets },
});

export const streamAvailability = defineRoute({
  id: 'streamAvailability',
  service: 'orders',
  method: 'GET',
  path: '/api/events/:id/availability/stream',
  summary:
    'The same as server-sent events: immediately, then after each change, at most a few times a second',
  access: 'public',
  params: IdParams,
  responses: {
    200: {
      mediaType: 'text/event-stream',
      description:
        'First `event: account`, data as `account` of `GET /api/users/currentuser`, with the name ' +
        'in the session. Then ' +
        '`event: availability`, data as in the plain answer; also after changes of the event and ' +
        'its ticket types, with their new versions. Past a limit of streams: 429 or 503 with ' +
        '`Retry-After`; until then poll the plain answer',
    },
  },
});

export const Sales = Type.Object({
  eventId: Id,
  ticketTypes: Type.Array(
    Type.Object({
      ticketTypeId: Id,
      name: Type.String(),
      /** As it sells: held, sold and available together. */
      capacity: Type.Integer(),
      /**
       * As the organiser set it. While more is held and sold, `capacity` is higher, and tickets
       * that come back are not sold again.
       */
      wantedCapacity: Type.Optional(Type.Integer()),
      available: Type.Integer(),
      held: Type.Integer(),
      sold: Type.Integer(),
      revenue: Sum,
      /** For a type in `pools`: the pool it belongs to. */
      poolId: Type.Optional(Id),
    }),
  ),
  /** Pools that several ticket types share, each with the totals of its ticket types. */
  pools: Type.Optional(
    Type.Array(
      Type.Object({
        poolId: Id,
        ticketTypeIds: Type.Array(Id),
        capacity: Type.Integer(),
        wantedCapacity: Type.Integer(),
        available: Type.Integer(),
        held: Type.Integer(),
        sold: Type.Integer(),
        revenue: Sum,
      }),
    ),
  ),
  revenue: Sum,
  orders: Type.Object({
    pending: Type.Integer(),
    paid: Type.Integer(),
    expired: Type.Integer(),
    cancelled: Type.Integer(),
    refunded: Type.Integer(),
  }),
  /** Tickets sold and revenue per bucket of `bucketSeconds`, oldest first; empty buckets left out. */
  bucketSeconds: Type.Integer(),
  timeline: Type.Array(
    Type.Object({ at: Instant, sold: Type.Integer(), revenue: Type.Integer() }),
    { maxItems: 1000 },
  ),
});
export type Sales = Static<typeof Sales>;

export const getSales = defineRoute({
  id: 'getSales',
  service: 'orders',
  method: 'GET',
  path: '/api/events/:id/sales',
  summary: 'Tickets sold, held and left, and revenue, in total and over time; for the organiser',
  access: 'account',
  permission: 'sales:read',
  params: IdParams,
  responses: { 200: Sales },
});

export const EventOrder = Type.Object({
  ...Order.properties,
  buyer: Type.Object({ name: Type.String(), email: Type.String() }),
});
export type EventOrder = Static<typeof EventOrder>;

export const listEventOrders = defineRoute({
  id: 'listEventOrders',
  service: 'orders',
  method: 'GET',
  path: '/api/events/:id/orders',
  summary: 'The orders for an event, newest first, for the organiser',
  access: 'account',
  permission: 'orders:read',
  params: IdParams,
  query: Type.Object(
    {
      ...PageQuery.properties,
      status: Type.Optional(OrderStatus),
      q: Type.Optional(
        SearchText({
          maxLength: 100,
          description: 'words in name, email or order number, in any order',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  responses: { 200: Page(EventOrder) },
});

export const getEventOrder = defineRoute({
  id: 'getEventOrder',
  service: 'orders',
  method: 'GET',
  path: '/api/events/:id/orders/:orderId',
  summary: 'One order for an event, for the organiser',
  access: 'account',
  permission: 'orders:read',
  params: Type.Object({ id: Id, orderId: Id }),
  responses: { 200: EventOrder },
});

export const ordersRoutes = [
  placeOrder,
  listOrders,
  getOrder,
  cancelOrder,
  getAvailability,
  getOwnTickets,
  streamAvailability,
  getSales,
  listEventOrders,
  getEventOrder,
] as const;
