import type { Ticket } from '@onsale/contracts/tickets/http';

type Listed = Pick<Ticket, 'id' | 'orderId'>;

/**
 * "Ticket 1 of 2", by the ids of tickets: those of one order look alike. Nothing of an order with one
 * ticket, nor of one that may go on beyond the page.
 */
export function placesInOrders(
  tickets: readonly Listed[],
  page: { isFirst: boolean; isLast: boolean },
): ReadonlyMap<string, string> {
  const cut = new Set([
    ...(page.isFirst ? [] : [tickets[0]?.orderId]),
    ...(page.isLast ? [] : [tickets.at(-1)?.orderId]),
  ]);
  const whole = tickets.filter(({ orderId }) => !cut.has(orderId));
  return new Map(
    whole.flatMap(({ id, orderId }) => {
      const ids = whole.filter((one) => one.orderId === orderId).map((one) => one.id);
      const place = ids.sort().indexOf(id) + 1;
      return ids.length > 1 ? [[id, `Ticket ${place} of ${ids.length}`]] : [];
    }),
  );
}
