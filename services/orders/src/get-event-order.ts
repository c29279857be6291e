import * as contracts from '@onsale/contracts/orders/http';
import { assertMay, type Database, notFound, route } from '@onsale/runtime';
import { toEventOrder } from './order.js';
import { withEvent } from './read-orders.js';
import { readEventFacts, readEventsAsOrdered } from './store-catalogue.js';
import { readOrders } from './store-orders.js';

/** `GET /api/events/:id/orders/:orderId`, for the event's organiser. */
export const getEventOrder = (database: Database) =>
  route(contracts.getEventOrder, async ({ params: { id, orderId }, session }) => {
    const event = await readEventFacts(database, id);
    assertMay(session.accountId, contracts.getEventOrder.permission, event);
    const [orders, events] = await Promise.all([
      readOrders(database, [orderId]),
      readEventsAsOrdered(database, [orderId]),
    ]);
    const order = orders.get(orderId);
    if (order?.eventId !== id) throw notFound('order');
    return { status: 200, body: withEvent(toEventOrder(order), events.get(orderId)) };
  });
