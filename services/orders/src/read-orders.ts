import * as contracts from '@onsale/contracts/orders/http';
import {
  type Database,
  decodeIdCursor,
  notFound,
  readTogether,
  route,
  type ServiceContext,
  toPage,
} from '@onsale/runtime';
import { toOrder } from './order.js';
import { type EventAsOrdered, type EventPlan, readEventsAsOrdered } from './store-catalogue.js';
import { listBuyerOrders, readOrders } from './store-orders.js';

const defaultLimit = 20;

/** `GET /api/orders`: the caller's own, newest first. */
export const listOrders = (database: Database) =>
  route(contracts.listOrders, async ({ query, session }) => {
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor);
    const orders = await listBuyerOrders(database, session.accountId, beforeId, limit + 1);
    return { status: 200, body: toPage(orders, limit, toOrder, (order) => [order.orderId]) };
  });

/**
 * `GET /api/orders/:id`: one of the caller's own. Reads are combined, because in a rush thousands
 * of buyers look at their orders. A caller that prefers to wait gets the order when it is no longer
 * pending.
 */
export function getOrder({ database, waits }: Pick<ServiceContext, 'database' | 'waits'>) {
  const read = readTogether(async (orderIds: readonly string[]) => {
    const [orders, events] = await Promise.all([
      readOrders(database, orderIds),
      readEventsAsOrdered(database, orderIds),
    ]);
    return orderIds.map((id) => ({ order: orders.get(id), event: events.get(id) }));
  });
  async function readOwn(id: string, accountId: string): Promise<contracts.Order> {
    const { order, event } = await read(id);
    if (order?.buyer.accountId !== accountId) throw notFound('order');
    return withEvent(toOrder(order), event);
  }
  return route(contracts.getOrder, async (request) => {
    const { params, session } = request;
    const { answer, headers } = await waits.until({
      request,
      id: params.id,
      read: () => readOwn(params.id, session.accountId),
      isThere: ({ status }) => status !== 'pending',
    });
    return { status: 200, body: answer, headers };
  });
}

/** An order with the plan and refund terms of its event when the order was placed. */
export const withEvent = <T extends contracts.Order>(
  order: T,
  event: EventAsOrdered | undefined,
): T => ({
  ...order,
  movedFrom: event?.movedFrom ? toPlan(event.movedFrom) : null,
  ...(typeof event?.refundPolicy === 'string' ? { refundPolicy: event.refundPolicy } : {}),
});

const toPlan = ({ startsAt, endsAt, ...place }: EventPlan) => ({
  ...place,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
});
