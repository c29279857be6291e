import { overloaded } from './errors.js';

/**
 * Bounds work that is dear: `running` calls are under way at once, `waiting` stand in line behind
 * them, and further calls are refused with 503 at once.
 */
export function atMost(limits: {
  readonly running: number;
  readonly waiting: number;
  /** When a refused caller may come again; 1 by default. */
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
      // The place goes to the next in line, or is free.
      const next = line.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
