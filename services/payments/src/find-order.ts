import { longestHoldSeconds } from '@onsale/contracts/orders/messages';
import { type Database, idTime, overloaded, Pause, Problem, readTogether } from '@onsale/runtime';
import type { PayableOrder } from './payable-order.js';
import { readOrders } from './store-orders.js';

/** Finds orders in this service's copy, which may lag behind the buyer. */
export interface OrderFinder {
  /**
   * Waits up to two seconds for an order that has not arrived yet.
   * @param accountId of the caller
   * @returns undefined if there is no such order
   * @throws Problem 503 if it may still arrive, or too many requests wait
   */
  find(orderId: string, accountId: string): Promise<PayableOrder | undefined>;
  /** Hands orders, which are now stored, to the calls that wait for them. */
  arrived(orders: readonly PayableOrder[]): void;
}

const patienceMs = 2_000;
// How often waiting calls read again, since another process may receive the message.
const recheckMs = 200;
const maxWaiting = 2_000;
/**
 * Enough for one order and a few extra clicks; limits how much an account can block with invented
 * ids.
 */
const maxWaitingOfOne = 4;

/** A call that waits for an order. */
interface Watch {
  /** The order, once it has arrived. */
  order: PayableOrder | undefined;
  readonly pause: Pause;
}

export function createOrderFinder(database: Database): OrderFinder {
  const watches = new Map<string, Set<Watch>>();
  let waiters = 0;
  const waitersOf = new Map<string, number>();

  const read = readTogether(async (orderIds: readonly string[]) => {
    const orders = await readOrders(database, orderIds);
    return orderIds.map((orderId) => orders.get(orderId));
  });

  function beginWatch(orderId: string): Watch {
    const watch: Watch = { order: undefined, pause: new Pause() };
    const others = watches.get(orderId);
    if (others) others.add(watch);
    else watches.set(orderId, new Set([watch]));
    return watch;
  }

  function endWatch(orderId: string, watch: Watch): void {
    const others = watches.get(orderId);
    others?.delete(watch);
    if (others?.size === 0) watches.delete(orderId);
  }

  async function wait(orderId: string, watch: Watch): Promise<PayableOrder> {
    // Real time, not the clock of the service, because a person waits for the answer.
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const left = deadline - performance.now();
      if (!watch.order) await watch.pause.wait(Math.max(0, Math.min(recheckMs, left)));
      const order = watch.order ?? (await read(orderId));
      if (order) return order;
      if (left <= 0) throw notHereYet();
    }
  }

  return {
    async find(orderId, accountId) {
      // The watch begins before the first read, so that no arrival is missed.
      const watch = beginWatch(orderId);
      try {
        const known = await read(orderId);
        if (known || !mayStillCome(orderId)) return known;
        const own = waitersOf.get(accountId) ?? 0;
        if (waiters >= maxWaiting || own >= maxWaitingOfOne) throw overloaded();
        waiters += 1;
        waitersOf.set(accountId, own + 1);
        try {
          return await wait(orderId, watch);
        } finally {
          waiters -= 1;
          const others = (waitersOf.get(accountId) ?? 1) - 1;
          if (others > 0) waitersOf.set(accountId, others);
          else waitersOf.delete(accountId);
        }
      } finally {
        endWatch(orderId, watch);
      }
    },
    arrived(orders) {
      if (watches.size === 0) return;
      for (const order of orders) {
        for (const watch of watches.get(order.id) ?? []) {
          watch.order = order;
          watch.pause.wake();
        }
      }
    },
  };
}

/**
 * Whether a message about the order may still arrive: the bus can be slow or away. After the
 * longest hold the order can no longer be paid.
 */
const mayStillCome = (orderId: string) =>
  Math.abs(Date.now() - idTime(orderId)) < longestHoldSeconds * 1000;

const notHereYet = () =>
  new Problem(
    503,
    'overloaded',
    'We’re still processing your order. You haven’t been charged; try again in a moment.',
    { retryAfterSeconds: 2 },
  );
