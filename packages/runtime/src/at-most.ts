import { overloaded } from './errors.js';

/**
 * Bounds expensive work: at most `running` calls run at once, `waiting` more wait in a queue, and
 * further calls are refused with 503 immediately, like those that have waited for `waitMs`.
 */
export function atMost(limits: {
  readonly running: number;
  readonly waiting: number;
  /** Without it they wait as long as those before them run. */
  readonly waitMs?: number;
  /** When a refused caller may try again; 1 by default. */
  readonly retryAfterSeconds?: number;
}): <T>(work: () => Promise<T>) => Promise<T> {
  const line: (() => void)[] = [];
  let running = 0;

  const turn = () =>
    new Promise<void>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      line.push(start);
      if (limits.waitMs === undefined) return;
      timer = setTimeout(() => {
        line.splice(line.indexOf(start), 1);
        reject(overloaded(limits.retryAfterSeconds));
      }, limits.waitMs);
    });

  return async (work) => {
    if (running < limits.running) running += 1;
    else if (line.length >= limits.waiting) throw overloaded(limits.retryAfterSeconds);
    else await turn();
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
