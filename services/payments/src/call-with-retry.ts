import { setTimeout as pause } from 'node:timers/promises';
import { withTimeLimit } from '@onsale/runtime';

/** The timeout of a call, and the number of attempts. */
export interface RetryPolicy {
  readonly timeoutMs: number;
  readonly attempts: number;
}

const pauseMs = 100;

/**
 * Calls a provider with a timeout, and retries failures. Only for idempotent calls.
 * @throws the error of the last attempt
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
  // Limits the time in addition to the signal, which the client of a provider may ignore.
  return withTimeLimit(timeoutMs, call(abort.signal), () => {
    const error = new Error(`no answer from the payment provider in ${timeoutMs} ms`);
    queueMicrotask(() => abort.abort(error)); // so that this error comes first
    throw error;
  });
}
