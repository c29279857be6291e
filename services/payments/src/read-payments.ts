import * as contracts from '@onsale/contracts/payments/http';
import { type Database, notFound, route } from '@onsale/runtime';
import { toPayment } from './payment-view.js';
import { listOrderPayments, readPayment } from './store-payments.js';

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
export const listPayments = (database: Database) =>
  route(contracts.listPayments, async ({ query, session }) => {
    const payments = await listOrderPayments(
      database,
      query.orderId,
      session.accountId,
      listedPayments,
    );
    return { status: 200, body: { items: payments.map(toPayment) } };
  });
