import type { getEvent } from '@onsale/contracts/catalog/http';
import type { getOrder } from '@onsale/contracts/orders/http';
import type { listPayments } from '@onsale/contracts/payments/http';
import type { listTickets } from '@onsale/contracts/tickets/http';
import { cache } from 'react';
import { ApiError } from './api/problem';
import { api } from './api/server';
import { orNotFound } from './or-not-found';

/** One of the buyer's own orders, or the page that says why not. */
export const readOrder = cache((id: string, path: string) =>
  orNotFound(
    api<typeof getOrder>({ method: 'GET', path: '/api/orders/:id', params: { id } }),
    path,
  ),
);

/**
 * The payments made for an order, newest first. `payments` hears of an order by message, so just
 * after it was placed there may be none to ask for yet.
 */
export async function readPayments(orderId: string) {
  try {
    const { items } = await api<typeof listPayments>({
      method: 'GET',
      path: '/api/payments',
      query: { orderId },
    });
    return items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

const mostTickets = 100;

/** The tickets of an order that are issued by now. */
export async function readTicketsOf(orderId: string) {
  const { items } = await api<typeof listTickets>({
    method: 'GET',
    path: '/api/tickets',
    query: { orderId, limit: mostTickets },
  });
  return items;
}

/** The event of an order, for its date and place; null while it cannot be read. */
export async function readEventOf(eventId: string) {
  try {
    return await api<typeof getEvent>({
      method: 'GET',
      path: '/api/events/:id',
      params: { id: eventId },
    });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
