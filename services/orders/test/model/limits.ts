import type { TicketTypeState } from '@onsale/contracts/catalog/messages';
import { expect } from 'vitest';
import type { OrderRow } from './books.js';

/** Checks that nobody has more tickets than one person may, whatever happened and when. */
export function assertLimits(
  orders: readonly OrderRow[],
  sale: {
    readonly types: readonly TicketTypeState[];
    readonly eventLimits: ReadonlyMap<string, number | null>;
  },
  unpaidOrders: number,
): void {
  const limits = new Map<string, number | null>([
    ...sale.eventLimits,
    ...sale.types.map((type) => [type.ticketTypeId, type.perOrderLimit] as const),
  ]);
  const had = new Map<string, number>();
  const unpaid = new Map<string, number>();
  const add = (sums: Map<string, number>, key: string, more: number) =>
    sums.set(key, (sums.get(key) ?? 0) + more);
  for (const { buyer_id, event_id, status, lines } of orders) {
    if (status === 'pending') add(unpaid, buyer_id, 1);
    if (status !== 'pending' && status !== 'paid') continue;
    for (const { ticketTypeId, quantity } of lines) {
      add(had, `${buyer_id} ${ticketTypeId}`, quantity);
      add(had, `${buyer_id} ${event_id}`, quantity);
    }
  }
  for (const [key, quantity] of had) {
    const limit = limits.get(key.split(' ')[1] as string) ?? Number.POSITIVE_INFINITY;
    expect(quantity, `what ${key} has`).toBeLessThanOrEqual(limit);
  }
  for (const [buyer, count] of unpaid) {
    expect(count, `unpaid orders of ${buyer}`).toBeLessThanOrEqual(unpaidOrders);
  }
}
