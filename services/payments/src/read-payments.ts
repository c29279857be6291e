import * as contracts from '@onsale/contracts/payments/http';
import { coalesce, type Database, notFound, route } from '@onsale/runtime';
import { toPayment } from './payment-view.js';
import { type AskedOrder, listOrderPayments, readPayment } from './store-payments.js';

// An order has a few attempts; no page needs more than this.
const listedPayments = 100;
const maxBatch = 500;
const maxQueue = 20_000;

/** `GET /api/payments/:id` */
export const getPayment = (database: Database) =>
  route(contracts.getPayment, async ({ params, session }) => {
    const payment = await readPayment(database, params.id, session.accountId);
    if (!payment) throw notFound('payment');
    return { status: 200, body: toPayment(payment) };
  });

/** `GET /api/payments?orderId=`: empty, too, for an order that is not the caller's. */
export function listPayments(database: Database) {
  const read = coalesce({
    run: (asked: readonly AskedOrder[]) => listOrderPayments(database, asked, listedPayments),
    ...{ maxBatch, maxQueue },
  });
  return route(contracts.listPayments, async ({ query, session }) => {
    const payments = await read({ orderId: query.orderId, buyerId: session.accountId });
    return { status: 200, body: { items: payments.map(toPayment) } };
  });
}
