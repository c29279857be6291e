import { expiryQueue } from '@onsale/contracts/expiration/queues';
import { defineService } from '@onsale/runtime';
import { announceDue } from './announce-due.js';
import { scheduleExpiry } from './schedule-expiry.js';

/** Wakes `orders` when a hold may be over. Decides nothing and keeps nothing but timers. */
export const expiration = defineService({
  name: 'expiration',
  migrations: new URL('../migrations/', import.meta.url),
  settings: {},
  setup: ({ timers, bus, clock }) => ({
    subscriptions: [scheduleExpiry({ timers, clock })],
    timers: [{ queue: expiryQueue, handle: announceDue({ bus, clock }) }],
  }),
});
