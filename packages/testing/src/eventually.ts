import { setTimeout as pause } from 'node:timers/promises';

const firstPauseMs = 2;
const longestPauseMs = 50;
/**
 * Long for a machine that is many times busier than usual, and shorter than the half minute after
 * which a service looks at its bus on its own. Tests of what is sent at once, and is found otherwise
 * after ten seconds, wait for less.
 */
const usualTimeoutMs = 25_000;

/**
 * A moment between two tries of a loop that ends by what it finds. Never wait with it for something
 * that takes time: that is what `eventually` is for.
 */
export const betweenTries = () => pause(20);

/**
 * Repeats an assertion until it holds, and gives what it returned.
 * @throws its last failure, when it does not hold in time
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
