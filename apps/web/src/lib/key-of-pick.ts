import { createHash } from 'node:crypto';
import type { listOrders, Order } from '@onsale/contracts/orders/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';
import type { PickedLine } from './order-form';

/**
 * The order or the key for a pick that was posted without JavaScript: the order made of it, while
 * that waits for payment, or else an idempotency key for a new one. The key stays the same until
 * the buyer has a newer order, so that two presses at once make one order.
 */
export async function keyOfPick(
  call: Caller,
  eventId: string,
  lines: readonly PickedLine[],
): Promise<{ readonly key: string } | { readonly order: Order } | 'signed out'> {
  try {
    const { items } = await call<typeof listOrders>({
      method: 'GET',
      path: '/api/orders',
      query: { limit: 1 },
    });
    const [newest] = items;
    if (newest && waits(newest) && newest.eventId === eventId && isPick(newest.lines, lines)) {
      return { order: newest };
    }
    const pick = [newest?.id ?? null, eventId, textOf(lines)];
    return { key: createHash('sha256').update(JSON.stringify(pick)).digest('base64url') };
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return 'signed out';
    throw error;
  }
}

const waits = ({ status, expiresAt }: Order) =>
  status === 'pending' && Date.now() < Date.parse(expiresAt);

const isPick = (held: readonly PickedLine[], picked: readonly PickedLine[]) =>
  textOf(held) === textOf(picked);

const textOf = (lines: readonly PickedLine[]): string =>
  lines
    .map(({ ticketTypeId, quantity, unitPrice: { amount, currency } }) =>
      [ticketTypeId, quantity, amount, currency].join(' '),
    )
    .sort()
    .join('\n');
