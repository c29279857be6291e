import * as contracts from '@onsale/contracts/orders/http';
import { conflict, type Database, notFound, route } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';
import { toOrder } from './order.js';
import { readOrders } from './store-orders.js';

/** `DELETE /api/orders/:id`: releases the tickets that the order holds. */
export const cancelOrder = (database: Database, changes: ChangeOrders) =>
  route(contracts.cancelOrder, async ({ params, session, traceparent }) => {
    const found = (await readOrders(database, [params.id])).get(params.id);
    if (found?.buyer.accountId !== session.accountId) throw notFound('order');
    const { order } = await changes.one({ kind: 'cancel', orderId: params.id, traceparent });
    if (order.status !== 'cancelled') {
      throw conflict('order_not_pending', `This order is ${order.status}; it cannot be cancelled.`);
    }
    return { status: 200, body: toOrder(order) };
  });
