import { expiryQueue } from '@onsale/contracts/expiration/queues';
import { defineService } from '@onsale/runtime';
import { announceDue } from './announce-due.js';
import { scheduleExpiry } from './schedule-expiry.js';

/** Triggers `orders` when holds may be over. Decides nothing, and stores nothing but timers. */
export const expiration = defineService({
  name: 'expiration',
  migrations: new URL('../migrations/', import.meta.url),
  settings: {},
  setup: ({ timers, bus, clock }) => ({
    subscriptions: [scheduleExpiry({ timers, clock })],
    timers: [{ queue: expiryQueue, handle: announceDue({ bus, clock }) }],
  }),
});
