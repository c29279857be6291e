import { expiryQueue } from '@onsale/contracts/expiration/queues';
import { heard } from '@onsale/contracts/heard';
import { type ServiceContext, subscription, type Timer } from '@onsale/runtime';

const scheduledAtOnce = 1_000;
/** Holds that end within this time share one timer, which fires when the last of them ends. */
const momentMs = 100;
/** Moments remembered as scheduled. Forgetting one is harmless: the same id is the same timer. */
const mostKnown = 20_000;

/**
 * Sets a timer for the moment when the hold of a placed order ends. Thousands of holds a second set
 * only ten timers a second; scheduling one again under its id changes nothing.
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
        // A timer in the past may have fired before this hold was known, so it is set again.
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
