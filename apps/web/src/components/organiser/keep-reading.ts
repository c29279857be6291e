import { ApiError } from '../../lib/api/problem';
import { createRefresher } from './sales/refresher';

const betweenMs = 1_000;

export interface Reading<T> {
  read(signal: AbortSignal): Promise<T>;
  onRead(value: T): void;
  /** Called when a reading failed: the shown result may be out of date. */
  onStale(): void;
  /** How often to read unasked while the page is visible. */
  readonly pollMs: number;
}

/** Reads repeatedly until it is stopped; `refresh` requests a reading soon. */
export function keepReading<T>({ read, onRead, onStale, pollMs }: Reading<T>) {
  const stopped = new AbortController();
  const refresher = createRefresher(async () => {
    try {
      const value = await read(stopped.signal);
      if (!stopped.signal.aborted) onRead(value);
    } catch (error) {
      if (stopped.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      onStale();
    }
  }, betweenMs);
  const poll = setInterval(() => {
    if (document.visibilityState === 'visible') refresher.request();
  }, pollMs);
  return {
    refresh: () => refresher.request(),
    stop() {
      clearInterval(poll);
      refresher.stop();
      stopped.abort();
    },
  };
}
