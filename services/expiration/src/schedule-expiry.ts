import { expiryQueue } from '@onsale/contracts/expiration/queues';
import { heard } from '@onsale/contracts/heard';
import { type ServiceContext, subscription, type Timer } from '@onsale/runtime';

const scheduledAtOnce = 1_000;
/** Holds that end within this have one timer, which fires when the last of them may be over. */
const momentMs = 100;
/** Moments whose timers this process has set. One that is set again is still one. */
const mostKnown = 20_000;

/**
 * An order holds tickets: a timer for the moment at which that ends. A rush of thousands of holds a
 * second sets ten timers a second. Set again under the same id, it is one.
 */
export function scheduleExpiry({ timers, clock }: Pick<ServiceContext, 'timers' | 'clock'>) {
  const known = new Set<string>();
  return subscription({
    name: 'expiration.order-placed',
    to: heard['expiration.order-placed'],
    async handle(messages) {
      const now = clock.now();
      const moments = new Map<string, Timer>();
      for (const { data } of messages) {
        const timer = timerAt(Date.parse(data.expiresAt));
        // What is over already has fired before the message of this hold arrived.
        if (!known.has(timer.id) || timer.at <= now) moments.set(timer.id, timer);
      }
      const all = [...moments.values()];
      for (let from = 0; from < all.length; from += scheduledAtOnce) {
        await timers.schedule(expiryQueue, all.slice(from, from + scheduledAtOnce));
      }
      if (known.size > mostKnown) known.clear();
      for (const id of moments.keys()) known.add(id);
    },
  });
}

function timerAt(expiresAtMs: number): Timer {
  const at = new Date(Math.ceil(expiresAtMs / momentMs) * momentMs);
  return { id: `holds-${at.getTime()}`, at, data: {} };
}
