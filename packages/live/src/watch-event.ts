import type { Account } from '@onsale/contracts/auth/http';
import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { followListing } from './follow-listing.js';
import { mergeAvailability } from './merge.js';
import { shareFeed } from './share-feed.js';
import {
  browserSurroundings,
  type Surroundings,
  type Timing,
  usualTiming,
} from './surroundings.js';
import type { Shown } from './versions.js';

export interface WatchOptions {
  /** The newest known state, after each update. */
  onAvailability(availability: Availability): void;
  /**
   * The account that is signed in, or null, before the first update. Not called in a tab that
   * shares the connection of another tab, nor without a stream.
   */
  onAccount?(account: Account | null): void;
  /** Receives whether updates come by stream (true) or by polling. */
  onLive?(live: boolean): void;
  /** The event or one of its ticket types has changed since it was shown. */
  onEventChanged?(listing: EventListing): void;
  /** The state that the page was rendered with. */
  readonly availability?: Availability | null;
  readonly listing?: Shown;
  /** For tests. */
  readonly surroundings?: Surroundings;
  readonly timing?: Partial<Timing>;
}

/**
 * Watches an event for a page: its live stock, and changes of the event itself. All tabs of a
 * browser that show the event share one connection; a tab that is hidden for some seconds closes
 * its share, and gets an update as soon as it is seen again. Without a stream it polls.
 * @returns a function that ends the watch
 */
export function watchEvent(eventId: string, options: WatchOptions): () => void {
  const { surroundings = browserSurroundings(), onAvailability, onLive, onEventChanged } = options;
  const { onAccount } = options;
  const timing = { ...usualTiming, ...options.timing };
  const stopped = new AbortController();
  let known = options.availability ?? null;
  const look =
    onEventChanged &&
    followListing(
      { eventId, surroundings, timing, shown: options.listing, onChanged: onEventChanged },
      stopped.signal,
    );

  let watching: AbortController | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;

  function start(): void {
    clearTimeout(hiding);
    hiding = undefined;
    if (watching) return;
    watching = new AbortController();
    shareFeed(
      {
        eventId,
        surroundings,
        timing,
        known: () => known,
        onAvailability(availability) {
          known = mergeAvailability(known, availability);
          onAvailability(known);
          look?.(known);
        },
        ...(onAccount ? { onAccount } : {}),
        onLive: (live) => onLive?.(live),
      },
      watching.signal,
    );
  }

  function leave(): void {
    clearTimeout(hiding);
    hiding = undefined;
    if (!watching) return;
    watching.abort();
    watching = undefined;
    onLive?.(false);
  }

  function lookUp(): void {
    const sight = surroundings.sight();
    if (sight === 'seen') start();
    // Tabs that cannot agree on a leader keep no connection while hidden.
    else if (sight === 'left' || !surroundings.locks) leave();
    else hiding ??= setTimeout(leave, timing.hiddenMs);
  }

  lookUp();
  const stopListening = surroundings.onSight(lookUp);
  return () => {
    stopListening();
    stopped.abort();
    leave();
  };
}
