import { ApiError } from '../../lib/api/problem';
import { createRefresher } from './sales/refresher';

const betweenMs = 1_000;

export interface Reading<T> {
  read(signal: AbortSignal): Promise<T>;
  onRead(value: T): void;
  /** The last try failed: what is shown may be old. */
  onStale(): void;
  /** Also unasked, while the page is seen. */
  readonly pollMs: number;
}

/** Reads again and again until it is stopped; `refresh` asks for it soon. */
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
