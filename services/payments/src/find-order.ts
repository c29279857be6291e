import { longestHoldSeconds } from '@onsale/contracts/orders/messages';
import { type Database, idTime, overloaded, Pause, Problem, readTogether } from '@onsale/runtime';
import type { PayableOrder } from './payable-order.js';
import { readOrders } from './store-orders.js';

/** Finds orders in this service's copy, which may be a moment behind the buyer. */
export interface OrderFinder {
  /**
   * Waits up to two seconds for an order that has not come yet.
   * @param accountId of the caller
   * @returns undefined when there is no such order
   * @throws Problem 503 when it may still come, or when too many wait
   */
  find(orderId: string, accountId: string): Promise<PayableOrder | undefined>;
  /** Hands orders to the calls that wait for them; the copy has them now. */
  arrived(orders: readonly PayableOrder[]): void;
}

const patienceMs = 2_000;
// Another process may be the one that takes the order's message: look again by oneself, too.
const recheckMs = 200;
const maxWaiting = 2_000;
/** A buyer pays for one order, with a second click or two; ids made up do not keep others out. */
const maxWaitingOfOne = 4;

/** Someone who looks for an order that is not here yet. */
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
    // Real time, not the service's clock: a person is waiting for the answer.
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
      // Watched from before the first look, so that no arrival slips in between.
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
 * The bus can be slower than a buyer, and while it is away nothing comes. For an order whose hold
 * must be over nobody can pay.
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
