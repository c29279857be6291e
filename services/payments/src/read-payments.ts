import * as contracts from '@onsale/contracts/payments/http';
import { type Database, notFound, readTogether, route } from '@onsale/runtime';
import { toPayment } from './payment-view.js';
import { type AskedOrder, listOrderPayments, readPayment } from './store-payments.js';

// An order has a few attempts; no page needs more than this.
const listedPayments = 100;

/** `GET /api/payments/:id` */
export const getPayment = (database: Database) =>
  route(contracts.getPayment, async ({ params, session }) => {
    const payment = await readPayment(database, params.id, session.accountId);
    if (!payment) throw notFound('payment');
    return { status: 200, body: toPayment(payment) };
  });

/** `GET /api/payments?orderId=`: empty, too, for an order that is not the caller's. */
export function listPayments(database: Database) {
  const read = readTogether((asked: readonly AskedOrder[]) =>
    listOrderPayments(database, asked, listedPayments),
  );
  return route(contracts.listPayments, async ({ query, session }) => {
    const payments = await read({ orderId: query.orderId, buyerId: session.accountId });
    return { status: 200, body: { items: payments.map(toPayment) } };
  });
}
