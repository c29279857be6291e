import type { Account } from '@onsale/contracts/auth/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { pause } from './pause.js';
import { askAvailability, Refused } from './requests.js';
import { readStream } from './stream.js';
import type { Surroundings, Timing } from './surroundings.js';

export interface FeedOptions {
  readonly eventId: string;
  readonly surroundings: Pick<Surroundings, 'fetch' | 'random'>;
  readonly timing: Timing;
  /**
   * Takes one of the connections that streams may use.
   * @returns a function that returns it; undefined: none is free
   */
  takeConnection(): Promise<(() => void) | undefined>;
  onAvailability(availability: Availability): void;
  onAccount?(account: Account | null): void;
  /** Receives whether updates come by stream (true) or by polling. */
  onLive(live: boolean): void;
  /** Called at each sign of life of the server, also without an update. */
  onSign(): void;
}

const longestDoubling = 6;
/** Polls between two attempts to take a connection while other tabs have them all. */
const pollsBetweenTries = 3;

/**
 * Receives updates of an event until the signal aborts: by a stream, and by polling while there is
 * none. Retries happen at random times, so that clients spread out after a restart.
 */
export async function runFeed(options: FeedOptions, signal: AbortSignal): Promise<void> {
  const { surroundings, timing, takeConnection, onLive } = options;
  const spread = (ms: number) => ms * (0.5 + surroundings.random());
  let failures = 0;
  let isFirst = true;
  while (!signal.aborted) {
    const giveBack = await takeConnection();
    let pauseMs = spread(timing.pollMs * pollsBetweenTries);
    let asksAtOnce = isFirst && !giveBack;
    if (giveBack) {
      const end = await readStream({ ...options, onAvailability: heard(options) }, signal).finally(
        giveBack,
      );
      failures = end.wasOpen ? 0 : Math.min(failures + 1, longestDoubling);
      asksAtOnce = !end.wasOpen && isFirst;
      const ownMs = Math.min(timing.longestRetryMs, timing.retryMs * 2 ** failures);
      pauseMs =
        end.refusedMs === undefined
          ? spread(end.retryMs ?? ownMs)
          : end.refusedMs * (1 + surroundings.random());
    }
    isFirst = false;
    if (signal.aborted) return;
    onLive(false);
    await pollFor(pauseMs, asksAtOnce, options, signal);
  }
}

const heard =
  ({ onAvailability, onLive }: FeedOptions) =>
  (availability: Availability) => {
    onLive(true);
    onAvailability(availability);
  };

/** Polls for this many milliseconds. */
async function pollFor(
  ms: number,
  asksAtOnce: boolean,
  { eventId, surroundings, timing, onAvailability, onSign }: FeedOptions,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = performance.now() + ms;
  let failures = 0;
  let waitMs = asksAtOnce ? 0 : timing.pollMs * (0.5 + surroundings.random());
  while (!signal.aborted) {
    const leftMs = untilMs - performance.now();
    if (waitMs >= leftMs) return pause(Math.max(0, leftMs), signal);
    await pause(waitMs, signal);
    if (signal.aborted) return;
    let retryAfterMs = 0;
    try {
      onAvailability(await askAvailability(surroundings, eventId, signal));
      onSign();
      failures = 0;
    } catch (error) {
      failures = Math.min(failures + 1, longestDoubling);
      if (error instanceof Refused) retryAfterMs = error.retryAfterMs ?? 0;
    }
    const ownMs = Math.min(timing.longestRetryMs, timing.pollMs * 2 ** failures);
    waitMs = Math.max(retryAfterMs, ownMs * (0.5 + surroundings.random()));
  }
}
