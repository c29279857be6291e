import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from './errors.js';

const betweenTriesMs = 1_000;

/**
 * Retries `ask` while it rejects because something is unavailable: a database may answer late when
 * many processes start together.
 * @param options.onWait receives the reason before each retry
 * @throws any other rejection of `ask` immediately, and the last one after `patienceMs`
 */
export async function onceReached<T>(
  ask: () => Promise<T>,
  options: {
    readonly patienceMs: number;
    readonly isUnavailable?: (error: unknown) => boolean;
    readonly onWait: (reason: string) => void;
  },
): Promise<T> {
  const { patienceMs, isUnavailable = (error) => error instanceof Unavailable, onWait } = options;
  for (const givenUpMs = performance.now() + patienceMs; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > givenUpMs) throw error;
      onWait(error instanceof Error ? error.message : String(error));
    }
    await pause(betweenTriesMs);
  }
}
