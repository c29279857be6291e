import { expiryDue } from '@onsale/contracts/expiration/messages';
import { type Clock, type Database, subscription, type Task } from '@onsale/runtime';
import type { ChangeOrders } from './change-orders.js';
import { listOverdueOrders } from './store-orders.js';

/** A timer says that holds may be over; each order's own `expiresAt` decides. */
export const onExpiryDue = (changes: ChangeOrders) =>
  subscription({
    name: 'orders.expiry-due',
    to: [expiryDue],
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

/** Covers for timers that are late or lost: no hold outlives its time by more than a second. */
export const sweepExpired = (
  { database, clock }: { database: Database; clock: Clock },
  changes: ChangeOrders,
): Task => ({
  name: 'sweep-expired',
  everyMs: sweepEveryMs,
  async run() {
    for (;;) {
      const overdue = await listOverdueOrders(database, clock.now(), sweptAtOnce);
      await changes.all(overdue.map((orderId) => ({ kind: 'expire', orderId })));
      if (overdue.length < sweptAtOnce) return;
    }
  },
});
