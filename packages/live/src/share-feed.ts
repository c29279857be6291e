import type { Account } from '@onsale/contracts/auth/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { takeConnection } from './connections.js';
import { runFeed } from './feed.js';
import { pause } from './pause.js';
import { askAvailability } from './requests.js';
import type { Surroundings, Timing } from './surroundings.js';

export interface SharedFeedOptions {
  readonly eventId: string;
  readonly surroundings: Surroundings;
  readonly timing: Timing;
  /** The newest state in this tab. */
  known(): Availability | null;
  onAvailability(availability: Availability): void;
  /** Not called in a tab that receives its updates through another one. */
  onAccount?(account: Account | null): void;
  onLive(live: boolean): void;
}

/** A message between tabs. */
type Word =
  | { readonly say: 'what is new?' }
  | { readonly say: 'here'; readonly live: boolean; readonly availability: Availability | null };

/**
 * Receives updates of an event until the signal aborts, in this tab or through another one: the tab with the
 * lock of the event leads and passes them on. When it closes, the next tab gets the lock.
 */
export function shareFeed(options: SharedFeedOptions, signal: AbortSignal): void {
  const { eventId, surroundings, timing, known, onAvailability, onAccount, onLive } = options;
  const { locks, openChannel } = surroundings;
  const name = `onsale-live-${eventId}`;
  const channel = locks && openChannel?.(name);
  let isLeading = false;
  let isLive = false;
  let heardAtMs = performance.now();

  const tell = (word: Word) => {
    if (!signal.aborted) channel?.postMessage(word);
  };
  const tellWhatIsNew = () => tell({ say: 'here', live: isLive, availability: known() });

  function setLive(live: boolean): void {
    if (live === isLive) return;
    isLive = live;
    onLive(live);
    if (isLeading) tellWhatIsNew();
  }

  async function lead(): Promise<void> {
    isLeading = true;
    await runFeed(
      {
        ...{ eventId, surroundings, timing },
        takeConnection: () => takeConnection(locks),
        onAvailability,
        ...(onAccount ? { onAccount } : {}),
        onLive: setLive,
        onSign: tellWhatIsNew,
      },
      signal,
    );
    isLeading = false;
  }

  /**
   * If the leader falls silent it may be stuck, so this tab polls until it receives updates again.
   */
  async function followAnxiously(): Promise<void> {
    while (!signal.aborted && !isLeading) {
      await pause(timing.silentMs * (0.5 + surroundings.random()), signal);
      const silentMs = performance.now() - heardAtMs;
      if (signal.aborted || isLeading || silentMs < timing.silentMs) continue;
      setLive(false);
      const asked = askAvailability(surroundings, eventId, signal);
      await asked.then(onAvailability, () => undefined);
    }
  }

  if (!locks || !channel) {
    void lead();
    return;
  }
  channel.onmessage = ({ data }) => {
    const word = data as Word;
    if (word.say === 'what is new?') {
      if (isLeading && known()) tellWhatIsNew();
    } else if (!isLeading) {
      heardAtMs = performance.now();
      if (word.availability) onAvailability(word.availability);
      setLive(word.live);
    }
  };
  signal.addEventListener('abort', () => channel.close());
  tell({ say: 'what is new?' });
  void followAnxiously();
  // Rejects if the signal aborts it in the queue, and if locks are forbidden: then this tab leads.
  locks.request(name, { signal }, () => lead()).catch(() => (signal.aborted ? undefined : lead()));
}
