import type { Message } from '@onsale/contracts/message';
import { type OrderState, orderMessages } from '@onsale/contracts/orders/messages';
import { latestBySubject, type ServiceContext, type Subscription } from '@onsale/runtime';
import type { OrderFinder } from './find-order.js';
import { keepOrders, recordRefundsDue } from './store-orders.js';

/** Keeps what is needed to take a payment, and the refunds that `orders` has decided. */
export const onOrder = (
  { database, clock, log }: Pick<ServiceContext, 'database' | 'clock' | 'log'>,
  finder: OrderFinder,
): Subscription => ({
  name: 'payments.orders',
  types: orderMessages.map((contract) => contract.type),
  async handle(messages) {
    const orders = latestBySubject(messages as readonly Message<string, OrderState>[]).map(
      (message) => message.data,
    );
    // Every later state of an order names the refund again, so the latest names all of them.
    const refunds = orders.flatMap(({ orderId, refunds }) =>
      refunds.map(({ paymentId, reason }) => ({ orderId, paymentId, reason })),
    );
    const recorded = await database.transaction(async (sql) => {
      const [, recorded] = await Promise.all([
        keepOrders(sql, orders),
        refunds.length > 0 ? recordRefundsDue(sql, refunds, clock.now()) : 0,
      ]);
      return recorded;
    });
    if (recorded > 0) log.info({ refunds: recorded }, 'refunds due');
    finder.arrived(orders.map((order) => order.orderId));
  },
});
