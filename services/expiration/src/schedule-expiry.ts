import type { ReadMessageOf } from '@onsale/contracts/message';
import { orderPlaced } from '@onsale/contracts/orders/messages';
import { subscription, type Timer, type Timers } from '@onsale/runtime';
import { expiryQueue, type HoldTimer } from './announce-due.js';

const scheduledAtOnce = 1_000;

/** An order holds tickets: a timer for when that ends. Set again under the same id, it is one. */
export const scheduleExpiry = (timers: Timers) =>
  subscription({
    name: 'expiration.order-placed',
    to: [orderPlaced],
    async handle(messages) {
      const holds = messages.map(toTimer);
      for (let at = 0; at < holds.length; at += scheduledAtOnce) {
        await timers.schedule(expiryQueue, holds.slice(at, at + scheduledAtOnce));
      }
    },
  });

function toTimer({ data, traceparent }: ReadMessageOf<typeof orderPlaced>): Timer {
  const { orderId, expiresAt } = data;
  const hold: HoldTimer = { orderId, expiresAt, ...(traceparent ? { traceparent } : {}) };
  return { id: orderId, at: new Date(expiresAt), data: hold };
}
