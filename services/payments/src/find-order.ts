import { longestHoldSeconds } from '@onsale/contracts/orders/messages';
import { coalesce, type Database, idTime, overloaded, Problem } from '@onsale/runtime';
import type { PayableOrder } from './payable-order.js';
import { readOrders } from './store-orders.js';

/** Finds orders in this service's copy, which may be a moment behind the buyer. */
export interface OrderFinder {
  /**
   * Waits up to two seconds for an order that has not come yet.
   * @param accountId who asks
   * @returns undefined when there is no such order
   * @throws Problem 503 when it may still come, or when too many wait
   */
  find(orderId: string, accountId: string): Promise<PayableOrder | undefined>;
  /** Wakes who waits for these orders; the copy has them now. */
  arrived(orderIds: readonly string[]): void;
}

const patienceMs = 2_000;
// Another process may be the one that takes the order's message: look again by oneself, too.
const recheckMs = 200;
const maxWaiting = 2_000;
/** A buyer pays for one order, with a second click or two; ids made up do not keep others out. */
const maxWaitingOfOne = 4;
const maxBatch = 500;

export function createOrderFinder(database: Database): OrderFinder {
  const waiting = new Map<string, Set<() => void>>();
  let waiters = 0;
  const waitersOf = new Map<string, number>();

  const read = coalesce<string, PayableOrder | undefined>({
    async run(orderIds) {
      const orders = await readOrders(database, orderIds);
      return orderIds.map((orderId) => orders.get(orderId));
    },
    maxBatch,
    maxQueue: 20_000,
  });

  /** Resolves when the order arrives, or after a while. */
  function pause(orderId: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wakers = waiting.get(orderId) ?? new Set();
      waiting.set(orderId, wakers);
      const wake = () => {
        clearTimeout(timer);
        wakers.delete(wake);
        if (wakers.size === 0) waiting.delete(orderId);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      wakers.add(wake);
    });
  }

  const wake = (orderId: string) => {
    for (const one of [...(waiting.get(orderId) ?? [])]) one();
  };

  return {
    async find(orderId, accountId) {
      const known = await read(orderId);
      if (known || !mayStillCome(orderId)) return known;
      const own = waitersOf.get(accountId) ?? 0;
      if (waiters >= maxWaiting || own >= maxWaitingOfOne) throw overloaded();
      waiters += 1;
      waitersOf.set(accountId, own + 1);
      try {
        // Real time, not the service's clock: a person is waiting for the answer.
        const deadline = performance.now() + patienceMs;
        for (;;) {
          const left = deadline - performance.now();
          const woken = pause(orderId, Math.max(0, Math.min(recheckMs, left)));
          // Read once more after having begun to wait, so that no arrival slips in between.
          const order = await read(orderId);
          if (order || left <= 0) {
            wake(orderId);
            if (!order) throw notHereYet();
            return order;
          }
          await woken;
        }
      } finally {
        waiters -= 1;
        const others = (waitersOf.get(accountId) ?? 1) - 1;
        if (others > 0) waitersOf.set(accountId, others);
        else waitersOf.delete(accountId);
      }
    },
    arrived(orderIds) {
      if (waiters > 0) for (const orderId of orderIds) wake(orderId);
    },
  };
}

/**
 * The bus can be slower than a buyer, and while it is away nothing comes. For an order whose hold
 * must be over nobody can pay.
 */
const mayStillCome = (orderId: string) =>
  Math.abs(Date.now() - idTime(orderId)) < longestHoldSeconds * 1000;

const notHereYet = () =>
  new Problem(
    503,
    'overloaded',
    'Your order is still on its way to us. Nothing was charged; try again in a moment.',
    [],
    2,
  );
