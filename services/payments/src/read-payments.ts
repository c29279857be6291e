import * as contracts from '@onsale/contracts/payments/http';
import { type Database, notFound, readTogether, route, type ServiceContext } from '@onsale/runtime';
import { toPayment } from './payment-view.js';
import { type AskedOrder, listOrderPayments, readPayment } from './store-payments.js';

// An order has only a few attempts.
const listedPayments = 100;

/** `GET /api/payments/:id` */
export const getPayment = (database: Database) =>
  route(contracts.getPayment, async ({ params, session }) => {
    const payment = await readPayment(database, params.id, session.accountId);
    if (!payment) throw notFound('payment');
    return { status: 200, body: toPayment(payment) };
  });

/**
 * `GET /api/payments?orderId=`: also empty for the order of another buyer. A caller that prefers to
 * wait gets the answer when no payment is processing.
 */
export function listPayments({ database, waits }: Pick<ServiceContext, 'database' | 'waits'>) {
  const read = readTogether((asked: readonly AskedOrder[]) =>
    listOrderPayments(database, asked, listedPayments),
  );
  return route(contracts.listPayments, async (request) => {
    const { orderId } = request.query;
    const { answer, headers } = await waits.until({
      request,
      id: orderId,
      read: () => read({ orderId, buyerId: request.session.accountId }),
      isThere: (payments) => payments.every(({ status }) => status !== 'processing'),
    });
    return { status: 200, body: { items: answer.map(toPayment) }, headers };
  });
}
