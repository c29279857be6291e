import type { EventListing, getEvent } from '@onsale/contracts/catalog/http';
import type { getOrder, Order } from '@onsale/contracts/orders/http';
import type { listPayments, Payment } from '@onsale/contracts/payments/http';
import type { listTickets, Ticket } from '@onsale/contracts/tickets/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';

/** An order, and what other services know about it. */
export interface OrderNews {
  readonly order: Order;
  /** Newest first. */
  readonly payments: readonly Payment[];
  /** Those issued so far. */
  readonly tickets: readonly Ticket[];
}

const mostTickets = 100;

/** One of the buyer's own orders. Asks `payments` only while it is not paid. */
export async function loadOrderNews(call: Caller, orderId: string): Promise<OrderNews> {
  const order = await call<typeof getOrder>({
    method: 'GET',
    path: '/api/orders/:id',
    params: { id: orderId },
  });
  const [payments, tickets] = await Promise.all([
    order.status === 'paid' ? [] : loadPayments(call, orderId),
    order.paidAt === null ? [] : loadTickets(call, orderId),
  ]);
  return { order, payments, tickets };
}

/** `payments` receives orders by message, so it may not know one that was just placed. */
async function loadPayments(call: Caller, orderId: string): Promise<readonly Payment[]> {
  try {
    const query = { orderId };
    const answer = await call<typeof listPayments>({
      method: 'GET',
      path: '/api/payments',
      query,
    });
    return answer.items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

async function loadTickets(call: Caller, orderId: string): Promise<readonly Ticket[]> {
  const query = { orderId, limit: mostTickets };
  const answer = await call<typeof listTickets>({ method: 'GET', path: '/api/tickets', query });
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
