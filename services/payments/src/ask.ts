import { setTimeout as pause } from 'node:timers/promises';

/** How long a provider may take, and how often it is asked before someone else takes over. */
export interface Patience {
  readonly timeoutMs: number;
  readonly attempts: number;
}

const pauseMs = 100;

/**
 * Calls a provider with a timeout, and again when it failed. Only for calls that can be repeated.
 * @throws what the last attempt threw
 */
export async function ask<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, attempts }: Patience,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTimeout(call, timeoutMs);
    } catch (error) {
      if (attempt >= attempts) throw error;
      await pause(pauseMs * attempt);
    }
  }
}

async function withTimeout<T>(
  call: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // A race, because a provider's client may not heed the signal.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no answer from the payment provider in ${timeoutMs} ms`);
      reject(error);
      abort.abort(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
