import { setTimeout as pause } from 'node:timers/promises';

const firstPauseMs = 2;
const longestPauseMs = 50;
/**
 * Long enough for a very busy machine, and shorter than the half minute after which a service polls
 * its bus on its own. Tests of immediate updates, which a fallback would bring after ten seconds,
 * use less.
 */
const usualTimeoutMs = 25_000;

/**
 * A short pause for a loop that ends when it finds something. To wait for a condition use
 * `eventually`.
 */
export const betweenTries = () => pause(20);

/**
 * Repeats an assertion until it holds, and returns its result.
 * @throws its last failure if it does not hold in time
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  options: { readonly timeoutMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + (options.timeoutMs ?? usualTimeoutMs);
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(pauseMs);
  }
}
