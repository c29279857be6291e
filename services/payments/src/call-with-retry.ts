import { setTimeout as pause } from 'node:timers/promises';
import { withTimeLimit } from '@onsale/runtime';

/** How long a call may take, and how often it is made before the caller gives up. */
export interface RetryPolicy {
  readonly timeoutMs: number;
  readonly attempts: number;
}

const pauseMs = 100;

/**
 * Calls a provider with a timeout, and again when it failed. Only for calls that can be repeated.
 * @throws what the last attempt threw
 */
export async function callWithRetry<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, attempts }: RetryPolicy,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTime(call, timeoutMs);
    } catch (error) {
      if (attempt >= attempts) throw error;
      await pause(pauseMs * attempt);
    }
  }
}

async function inTime<T>(call: (signal: AbortSignal) => Promise<T>, timeoutMs: number): Promise<T> {
  const abort = new AbortController();
  // Beside the signal, which a provider's client may not heed.
  return withTimeLimit(timeoutMs, call(abort.signal), () => {
    const error = new Error(`no answer from the payment provider in ${timeoutMs} ms`);
    queueMicrotask(() => abort.abort(error)); // so that this error comes first
    throw error;
  });
}
