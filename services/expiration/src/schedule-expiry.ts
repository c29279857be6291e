import type { Message } from '@onsale/contracts/message';
import { type OrderState, orderPlaced } from '@onsale/contracts/orders/messages';
import type { Subscription, Timer, Timers } from '@onsale/runtime';
import { expiryQueue, type HoldTimer } from './announce-due.js';

const scheduledAtOnce = 1_000;

/** An order holds tickets: a timer for when that ends. Set again under the same id, it is one. */
export const scheduleExpiry = (timers: Timers): Subscription => ({
  name: 'expiration.order-placed',
  types: [orderPlaced.type],
  async handle(messages) {
    const holds = (messages as readonly Message<string, OrderState>[]).map(toTimer);
    for (let at = 0; at < holds.length; at += scheduledAtOnce) {
      await timers.schedule(expiryQueue, holds.slice(at, at + scheduledAtOnce));
    }
  },
});

function toTimer({ data, traceparent }: Message<string, OrderState>): Timer {
  const { orderId, expiresAt } = data;
  const hold: HoldTimer = { orderId, expiresAt, ...(traceparent ? { traceparent } : {}) };
  return { id: orderId, at: new Date(expiresAt), data: hold };
}
