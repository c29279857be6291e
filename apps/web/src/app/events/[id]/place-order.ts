'use server';

import type { placeOrder as placeOrderRoute } from '@onsale/contracts/orders/http';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { ApiError } from '../../../lib/api/problem';
import { api } from '../../../lib/api/server';
import { newKey } from '../../../lib/new-key';
import { pickedQuery, readLines } from '../../../lib/order-form';
import { signInPath } from '../../../lib/safe-next';

/** What came of pressing "Get tickets", when it was no order. */
export interface PlaceOrderState {
  readonly problem: { readonly title: string; readonly detail: string } | undefined;
  readonly picked: Readonly<Record<string, number>>;
  /** For the next try: the same one while nobody knows whether this try was heard. */
  readonly idempotencyKey: string;
}

/** Holds the picked tickets and goes on to the checkout, or to the tickets when they are free. */
export async function placeOrder(
  _before: PlaceOrderState,
  form: FormData,
): Promise<PlaceOrderState> {
  const eventId = String(form.get('eventId'));
  const idempotencyKey = String(form.get('idempotencyKey'));
  const lines = readLines(form);
  const picked = Object.fromEntries(lines.map((line) => [line.ticketTypeId, line.quantity]));
  if (lines.length === 0) {
    const problem = { title: 'Nothing is picked yet.', detail: 'Choose at least one ticket.' };
    return { problem, picked, idempotencyKey };
  }
  const answer = await api<typeof placeOrderRoute>({
    method: 'POST',
    path: '/api/orders',
    headers: { 'idempotency-key': idempotencyKey },
    body: { eventId, lines },
  }).catch((error: unknown) => {
    if (error instanceof ApiError) return error;
    throw error;
  });
  if (!(answer instanceof ApiError)) {
    redirect(answer.status === 'pending' ? `/checkout/${answer.id}` : `/orders/${answer.id}`);
  }
  if (answer.status === 401) redirect(signInPath(`/events/${eventId}?${pickedQuery(lines)}`));
  // Prices, limits or the event itself are not what the page says: show them as they are.
  if (answer.status === 409) refresh();
  return {
    problem: { title: titleOf(answer), detail: answer.detail },
    picked,
    idempotencyKey: answer.outcomeUnknown ? idempotencyKey : newKey(),
  };
}

function titleOf(error: ApiError): string {
  switch (error.code) {
    case 'sold_out':
      return 'Somebody was faster.';
    case 'price_changed':
      return 'The price has changed.';
    case 'over_limit':
      return 'That is more than one order may hold.';
    case 'sale_not_open':
      return 'Not on sale yet.';
    case 'sale_closed':
      return 'Sales have closed.';
    case 'event_cancelled':
      return 'This event has been cancelled.';
    case 'idempotency_key_reused':
      return 'This page has been used for an order already. Press again to place another.';
    case 'too_many_requests':
    case 'overloaded':
      return 'Many people are buying right now. Your choice is kept; try again in a moment.';
    default:
      return 'Your tickets could not be held.';
  }
}
