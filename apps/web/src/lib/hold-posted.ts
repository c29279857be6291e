import type { Order } from '@onsale/contracts/orders/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';
import type { Asked } from './asked';
import { keyOfPick } from './key-of-pick';
import { pickedQuery } from './order-form';
import { orderPath, placeOrder, refusedField } from './place-order';
import { plain } from './plain';

/** Holds what was picked in a form without JavaScript, once. @returns the order, or why there is none */
export async function holdPosted(
  call: Caller,
  { eventId, lines }: Asked,
): Promise<Order | ApiError | 'signed out'> {
  const pick = await keyOfPick(call, eventId, lines);
  if (pick === 'signed out') return pick;
  if ('order' in pick) return pick.order;
  const answer = await placeOrder(call, eventId, lines, pick.key);
  return answer instanceof ApiError && answer.status === 401 ? 'signed out' : answer;
}

/**
 * Where to go after signing in with a form that was posted: what was asked for is held first, and
 * where it cannot be, the event's page says why.
 */
export async function afterSignIn(
  call: Caller,
  { next, asked }: { readonly next: string; readonly asked: Asked | undefined },
): Promise<string> {
  if (!asked) return next;
  const answer = await holdPosted(call, asked).catch((error: unknown) => {
    if (error instanceof ApiError) return error;
    throw error;
  });
  if (answer === 'signed out') return next;
  if (!(answer instanceof ApiError)) return plain(orderPath(answer));
  const query = `${pickedQuery(asked.lines)}&${refusedField}=${answer.code}`;
  return `${plain(`/events/${asked.eventId}?${query}`)}#tickets`;
}
