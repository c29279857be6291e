import { overloaded } from '@onsale/runtime';

/**
 * Runs work a bounded number at once, the others in the order they came.
 * @throws Problem 503 when too many wait
 */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Bounds one kind of work: how much of it runs at once, and how much may wait for that. */
export function createInTurn(maxAtOnce: number, maxWaiting: number): InTurn {
  const waiting: (() => void)[] = [];
  let atWork = 0;

  return async (work) => {
    if (atWork < maxAtOnce) atWork += 1;
    else {
      if (waiting.length >= maxWaiting) throw overloaded();
      await new Promise<void>((resolve) => waiting.push(resolve)); // takes its predecessor's place
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else atWork -= 1;
    }
  };
}
