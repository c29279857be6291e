import { heard } from '@onsale/contracts/heard';
import { type Clock, type Database, type Pause, subscription, type Task } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';
import { listOverdueOrders } from './store-orders.js';

/** A timer fired: starts the sweep of overdue holds now. */
export const onHoldsDue = (pause: Pause) =>
  subscription({
    name: 'orders.holds-due',
    to: heard['orders.holds-due'],
    async handle() {
      pause.wake();
    },
  });

/** The same for one order, from the previous release. The order's own `expiresAt` decides. */
export const onExpiryDue = (changes: ChangeOrders) =>
  subscription({
    name: 'orders.expiry-due',
    to: heard['orders.expiry-due'],
    handle: (messages) =>
      changes.all(
        messages.map(({ data, traceparent }) => ({
          kind: 'expire',
          orderId: data.orderId,
          traceparent,
        })),
      ),
  });

const sweptAtOnce = 500;
const sweepEveryMs = 1_000;

/**
 * Expires overdue holds: when a timer fires, and every second, so that no hold lasts more than a
 * second too long if a timer is late or lost.
 */
export const sweepExpired = (
  { database, clock }: { database: Database; clock: Clock },
  changes: ChangeOrders,
  pause: Pause,
): Task => ({
  name: 'sweep-expired',
  everyMs: sweepEveryMs,
  pause,
  async run() {
    for (;;) {
      const overdue = await listOverdueOrders(database, clock.now(), sweptAtOnce);
      await changes.all(overdue.map((orderId) => ({ kind: 'expire', orderId })));
      if (overdue.length < sweptAtOnce) return;
    }
  },
});
