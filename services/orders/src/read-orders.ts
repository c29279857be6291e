import * as contracts from '@onsale/contracts/orders/http';
import { type Database, decodeIdCursor, notFound, route, toPage } from '@onsale/runtime';
import { toOrder } from './order.js';
import { type EventPlan, readMovedFrom } from './store-catalogue.js';
import { listBuyerOrders, readOrder } from './store-orders.js';

const defaultLimit = 20;

/** `GET /api/orders`: the caller's own, newest first. */
export const listOrders = (database: Database) =>
  route(contracts.listOrders, async ({ query, session }) => {
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor);
    const orders = await listBuyerOrders(database, session.accountId, beforeId, limit + 1);
    return { status: 200, body: toPage(orders, limit, toOrder, (order) => [order.orderId]) };
  });

/** `GET /api/orders/:id`: one of the caller's own. */
export const getOrder = (database: Database) =>
  route(contracts.getOrder, async ({ params, session }) => {
    const [order, before] = await Promise.all([
      readOrder(database, params.id),
      readMovedFrom(database, params.id),
    ]);
    if (order?.buyer.accountId !== session.accountId) throw notFound('order');
    return { status: 200, body: { ...toOrder(order), movedFrom: before ? toPlan(before) : null } };
  });

const toPlan = ({ startsAt, endsAt, ...place }: EventPlan) => ({
  ...place,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
});
