import type { EventListing, getEvent } from '@onsale/contracts/catalog/http';
import type { getOrder, Order } from '@onsale/contracts/orders/http';
import type { listPayments, Payment } from '@onsale/contracts/payments/http';
import type { listTickets, Ticket } from '@onsale/contracts/tickets/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';

const orderedFields = [
  ...(['id', 'status', 'title', 'venueName', 'venueAddress', 'startsAt', 'endsAt'] as const),
  ...(['timeZone', 'doorsAt', 'ageLimit', 'refundPolicy', 'cancellationReason'] as const),
] as const;

/** What the pages of an order show of its event. */
export type OrderedEvent = Pick<EventListing, (typeof orderedFields)[number]>;

export const toOrderedEvent = (event: EventListing): OrderedEvent =>
  Object.fromEntries(
    orderedFields.flatMap((name) => (event[name] === undefined ? [] : [[name, event[name]]])),
  ) as unknown as OrderedEvent;

/** An order, and what other services know about it. */
export interface OrderNews {
  readonly order: Order;
  /** Newest first. */
  readonly payments: readonly Payment[];
  /** Those issued so far. */
  readonly tickets: readonly Ticket[];
}

const mostTickets = 100;

/** How long a request of a page waits for news, in seconds. */
export const waitSeconds = 5;

interface WaitHeaders {
  readonly prefer?: string;
}
const waiting: WaitHeaders = { prefer: `wait=${waitSeconds}` };

/** One of the buyer's own orders. Asks `payments` only while it is not paid. */
export async function loadOrderNews(call: Caller, orderId: string): Promise<OrderNews> {
  const order = await loadOrder(call, orderId);
  const [payments, tickets] = await Promise.all([
    order.status === 'paid' ? [] : loadPayments(call, orderId),
    order.paidAt === null ? [] : loadTickets(call, orderId),
  ]);
  return { order, payments, tickets };
}

/**
 * What comes next for an order that is being paid: asks one service, which answers when it has news or
 * after some seconds. One that does not know how to wait answers at once.
 * @param nowMs by the server's clock
 */
export async function waitForOrderNews(
  call: Caller,
  news: OrderNews,
  nowMs: number,
): Promise<OrderNews> {
  const { order, payments } = news;
  const [latest] = payments;
  if (order.status === 'paid') {
    return { ...news, tickets: await loadTickets(call, order.id, waiting) };
  }
  if (latest?.status === 'processing') {
    return { ...news, payments: await loadPayments(call, order.id, waiting) };
  }
  if (order.status !== 'pending') return loadOrderNews(call, order.id);
  // Once the hold has ended, the order alone says whether the tickets could still be had.
  if (latest?.status !== 'captured' || nowMs >= Date.parse(order.expiresAt)) {
    return { ...news, order: await loadOrder(call, order.id, waiting) };
  }
  const tickets = await loadTickets(call, order.id, waiting);
  if (tickets.some(({ status }) => status === 'void')) return loadOrderNews(call, order.id);
  return tickets.length > 0 ? { ...news, order: paid(order, latest), tickets } : news;
}

/** Only a paid order has tickets. */
const paid = (order: Order, { id, capturedAt }: Payment): Order => ({
  ...order,
  status: 'paid',
  paidAt: capturedAt,
  paymentId: id,
});

/** Whether `after` says more than `before`. */
export const isNews = (before: OrderNews, after: OrderNews): boolean =>
  after.order.version !== before.order.version ||
  after.payments[0]?.status !== before.payments[0]?.status ||
  after.tickets.length !== before.tickets.length;

const loadOrder = (call: Caller, id: string, headers: WaitHeaders = {}): Promise<Order> =>
  call<typeof getOrder>({
    method: 'GET',
    path: '/api/orders/:id',
    params: { id },
    headers,
  });

/** `payments` receives orders by message, so it may not know one that was just placed. */
async function loadPayments(
  call: Caller,
  orderId: string,
  headers: WaitHeaders = {},
): Promise<readonly Payment[]> {
  try {
    const query = { orderId };
    const answer = await call<typeof listPayments>({
      method: 'GET',
      path: '/api/payments',
      query,
      headers,
    });
    return answer.items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

async function loadTickets(
  call: Caller,
  orderId: string,
  headers: WaitHeaders = {},
): Promise<readonly Ticket[]> {
  const answer = await call<typeof listTickets>({
    method: 'GET',
    path: '/api/tickets',
    query: { orderId, limit: mostTickets },
    headers,
  });
  return answer.items;
}

/** The event of an order, for its date and place; null while it cannot be read. */
export async function loadEvent(call: Caller, eventId: string): Promise<EventListing | null> {
  try {
    const params = { id: eventId };
    return await call<typeof getEvent>({ method: 'GET', path: '/api/events/:id', params });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
