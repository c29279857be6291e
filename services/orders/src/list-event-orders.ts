import * as contracts from '@onsale/contracts/orders/http';
import { assertMay, type Database, decodeIdCursor, route, toPage } from '@onsale/runtime';
import { toOrder } from './order.js';
import { readEventFacts } from './store-catalogue.js';
import { listOrdersOfEvent } from './store-orders.js';

const defaultLimit = 20;

/** `GET /api/events/:id/orders`, for the event's organiser. */
export const listEventOrders = (database: Database) =>
  route(contracts.listEventOrders, async ({ params, query, session }) => {
    const event = await readEventFacts(database, params.id);
    assertMay(session.accountId, contracts.listEventOrders.permission, event);
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor);
    const orders = await listOrdersOfEvent(database, params.id, query.status, beforeId, limit + 1);
    const toItem = (order: (typeof orders)[number]) => ({
      ...toOrder(order),
      buyer: { name: order.buyer.name, email: order.buyer.email },
    });
    return { status: 200, body: toPage(orders, limit, toItem, (order) => [order.orderId]) };
  });
