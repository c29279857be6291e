import { setTimeout as sleep } from 'node:timers/promises';

/** Something has not happened yet and will: a retry is worth it and does nothing twice. */
export class NotYet extends Error {}

export interface Patience {
  /** Called once, after a moment, with the reason for the wait and its limit. */
  say(line: string): void;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  readonly limitMs?: number;
  readonly momentMs?: number;
}

/**
 * How long a message bus may take to deliver after its start: its servers elect a leader for each
 * stream, on a machine where everything starts at once.
 */
const busLimitMs = 5 * 60_000;
const momentMs = 3_000;
const firstPauseMs = 50;
const longestPauseMs = 1_000;

/**
 * Repeats `attempt` while it rejects with `NotYet`, for as long as the message bus may take.
 * @throws any other rejection of `attempt`, the reason of the signal, or an Error that says what it
 * waited for and what to do
 */
export async function patiently<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { say, signal, limitMs = busLimitMs, momentMs: untilSaid = momentMs } = patience;
  const startedMs = performance.now();
  let said = false;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NotYet)) throw error;
      const waitedMs = performance.now() - startedMs;
      if (waitedMs > limitMs) {
        throw new Error(
          `${error.message}, for ${Math.round(limitMs / 1_000)} seconds now. Start again: it continues where it stopped.`,
          { cause: error },
        );
      }
      if (!said && waitedMs >= untilSaid) {
        say(`Waiting, ${Math.round(limitMs / 1_000)} seconds at most: ${error.message}`);
        said = true;
      }
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
