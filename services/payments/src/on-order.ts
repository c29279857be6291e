import { heard } from '@onsale/contracts/heard';
import {
  latestBySubject,
  type ServiceContext,
  subscription,
  type WorkQueue,
} from '@onsale/runtime';
import type { OrderFinder } from './find-order.js';
import { keepOrders, recordRefundsDue, toPayable } from './store-orders.js';

/** Keeps this service's copy of orders, and records the refunds that `orders` has decided. */
export const onOrder = (
  { database, clock, log }: Pick<ServiceContext, 'database' | 'clock' | 'log'>,
  finder: OrderFinder,
  refundQueue: Pick<WorkQueue<unknown>, 'wake'>,
) =>
  subscription({
    name: 'payments.orders',
    to: heard['payments.orders'],
    async handle(messages) {
      const orders = latestBySubject(messages).map(({ data, traceparent = null }) => ({
        ...data,
        traceparent,
      }));
      // The latest state of an order lists all of its refunds.
      const refunds = orders.flatMap(({ orderId, refunds }) =>
        refunds.map(({ paymentId, reason }) => ({ orderId, paymentId, reason })),
      );
      // Two transactions: after a crash in between the messages are redelivered, which is harmless.
      await keepOrders(database, orders);
      if (refunds.length > 0) {
        const recorded = await recordRefundsDue(database, refunds, clock.now());
        if (recorded > 0) {
          log.info({ refunds: recorded }, 'refunds due');
          refundQueue.wake();
        }
      }
      finder.arrived(orders.map(toPayable));
    },
  });
