import { setTimeout as pause } from 'node:timers/promises';

/** Often enough, and seldom enough that kubectl leaves the processor to the cluster. */
const usualEveryMs = 500;

/**
 * Asks the cluster again until it answers without an error, and gives that answer.
 * @throws the last error, when there is none in time
 */
export async function poll<T>(
  ask: () => Promise<T>,
  { timeoutMs, everyMs = usualEveryMs }: { timeoutMs: number; everyMs?: number },
): Promise<T> {
  const givenUpMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > givenUpMs) throw error;
    }
    await pause(everyMs);
  }
}
