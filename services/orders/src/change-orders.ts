import { factsBetween } from '@onsale/contracts/orders/facts';
import { type OrderState, OrderStatus } from '@onsale/contracts/orders/messages';
import { isKnown } from '@onsale/contracts/tolerance';
import {
  coalesce,
  fromLaterVersion,
  inBatches,
  notFound,
  type ServiceContext,
} from '@onsale/runtime';
import { readAllowances } from './late-payments.js';
import { orderMessage, stockMessage } from './order.js';
import type { Stock } from './stock.js';
import type { StockNews } from './stock-news.js';
import { readEvents, readTicketTypes } from './store-catalogue.js';
import { lockOrders, updateOrders } from './store-orders.js';
import { lockStockOfEvents, writeStock } from './store-stock.js';
import { decide, type Trigger } from './transition.js';

export type ChangeOrdersContext = Pick<
  ServiceContext,
  'transact' | 'clock' | 'metrics' | 'waits'
> & {
  readonly news: StockNews;
};

/** The present state of the order, and whether this trigger changed it. */
interface Outcome {
  readonly order: OrderState;
  readonly changed: boolean;
}

/** Applies triggers to existing orders. Concurrent calls are combined into batches. */
export interface ChangeOrders {
  one(trigger: Trigger): Promise<Outcome>;
  /** @throws the first failure, after all triggers were tried */
  all(triggers: readonly Trigger[]): Promise<void>;
}

const maxBatch = 500;
const maxWaiting = 20_000;
const delayBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Payment, expiry, cancellation and refund of orders: everything after the hold. */
export function changeOrders(context: ChangeOrdersContext): ChangeOrders {
  const changed = context.metrics.counters(
    'orders_changed_total',
    'Orders by the status that they reached',
    ['status'],
  );
  const delay = context.metrics.histogram(
    'order_expiry_delay_seconds',
    'How long after its time an order expired',
    delayBuckets,
  );
  const count: Count = (before, order, now) => {
    for (const { fact } of factsBetween(before, order)) {
      if (isKnown(OrderStatus, fact)) changed(fact).add();
      if (fact === 'expired') {
        delay.observe((now.getTime() - Date.parse(order.expiresAt)) / 1000);
      }
    }
  };
  const one = coalesce<Trigger, Outcome>({
    run: inBatches((triggers) => applyAll(context, triggers, count)),
    maxBatch,
    maxQueue: maxWaiting,
  });
  return {
    one,
    async all(triggers) {
      const results = await Promise.allSettled(triggers.map((trigger) => one(trigger)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}

/** Receives each changed order, before and after, once the change is durable. */
type Count = (before: OrderState, order: OrderState, now: Date) => void;

async function applyAll(
  { transact, clock, news, waits }: ChangeOrdersContext,
  triggers: readonly Trigger[],
  count: Count,
): Promise<(Outcome | Error)[]> {
  const { outcomes, changed, before, after, now } = await transact(async (sql, publish) => {
    // Locks orders first, then stock. A hold locks stock and only inserts orders, so there is no
    // deadlock.
    const orders = await lockOrders(sql, [...new Set(triggers.map((one) => one.orderId))]);
    const before = new Map(orders);
    const known = [...orders.values()];
    const eventIds = [...new Set(known.map((order) => order.eventId))];
    const late = known.filter(
      ({ orderId, status }) =>
        status === 'expired' &&
        triggers.some((one) => one.kind === 'capture' && one.orderId === orderId),
    );
    const [stock, sharings, events, allowances] = await Promise.all([
      // Locks all stock of the events, as a hold does: only under the lock is it known which pool a
      // ticket type sells, and a late payment counts towards the limits of its buyer.
      lockStockOfEvents(sql, eventIds),
      readTicketTypes(sql, eventIds),
      readEvents(sql, eventIds),
      readAllowances(sql, late, clock.now()),
    ]);
    const now = clock.now();
    const changedOrders = new Map<string, string | undefined>();
    const touched = new Map<string, Stock>();

    const outcomes = triggers.map((trigger): Outcome | Error => {
      const order = orders.get(trigger.orderId);
      if (!order) return notFound('order');
      // A later release wrote the row, so only that release can interpret it.
      if (!isKnown(OrderStatus, order.status)) return fromLaterVersion();
      const eventCancelled = events.get(order.eventId)?.status === 'cancelled';
      const { wouldBeTooMuch } = allowances;
      const circumstances = { now, stock, sharings, eventCancelled, wouldBeTooMuch };
      const change = decide(order, trigger, circumstances);
      if (!change) return { order, changed: false };
      if (change.order.status === 'paid' && order.status === 'expired') allowances.bought(order);
      orders.set(order.orderId, change.order);
      changedOrders.set(order.orderId, trigger.traceparent);
      for (const after of change.stock) {
        stock.set(after.poolId, after);
        touched.set(after.poolId, after);
      }
      return { order: change.order, changed: true };
    });

    const after = [...changedOrders].flatMap(([orderId, traceparent]) => {
      const order = orders.get(orderId);
      return order ? [{ order, traceparent }] : [];
    });
    const written = writeStock(sql, [...touched.values()]);
    updateOrders(
      sql,
      after.map(({ order }) => order),
    );
    publish(
      ...after.map(({ order, traceparent }) => orderMessage(order, now, traceparent)),
      ...written.map((one) => stockMessage(one, now)),
    );
    return { outcomes, changed: written, before, after, now };
  });
  for (const { order } of after) {
    const was = before.get(order.orderId);
    if (was) count(was, order, now);
  }
  news.changed(changed);
  waits.changed(after.map(({ order }) => order.orderId));
  return outcomes;
}
