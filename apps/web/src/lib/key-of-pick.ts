import { createHash } from 'node:crypto';
import type { listOrders } from '@onsale/contracts/orders/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';
import type { PickedLine } from './order-form';

/**
 * The idempotency key of a pick that was posted without JavaScript: the same for as long as the
 * buyer has no newer order, so that two presses make one.
 */
export async function keyOfPick(
  call: Caller,
  eventId: string,
  lines: readonly PickedLine[],
): Promise<string | 'signed out'> {
  try {
    const { items } = await call<typeof listOrders>({
      method: 'GET',
      path: '/api/orders',
      query: { limit: 1 },
    });
    const pick = lines.map(({ ticketTypeId, quantity, unitPrice }) => [
      ticketTypeId,
      quantity,
      unitPrice,
    ]);
    return createHash('sha256')
      .update(JSON.stringify([items[0]?.id ?? null, eventId, pick]))
      .digest('base64url');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return 'signed out';
    throw error;
  }
}
