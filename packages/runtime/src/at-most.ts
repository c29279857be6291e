import { overloaded } from './errors.js';

/**
 * Bounds expensive work: at most `running` calls run at once, `waiting` more wait in a queue, and
 * further calls are refused with 503 immediately.
 */
export function atMost(limits: {
  readonly running: number;
  readonly waiting: number;
  /** When a refused caller may try again; 1 by default. */
  readonly retryAfterSeconds?: number;
}): <T>(work: () => Promise<T>) => Promise<T> {
  const line: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < limits.running) running += 1;
    else if (line.length >= limits.waiting) throw overloaded(limits.retryAfterSeconds);
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await work();
    } finally {
      // Hands the place to the next call in the queue, or frees it.
      const next = line.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
