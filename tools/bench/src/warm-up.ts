import type { Sizes } from './options.js';

/** The limit for a slow server. */
const mostTimes = 4;

/**
 * Repeats `stint` until the server is warm: for the time given, and longer while it has had few
 * requests, because Node is still compiling then.
 * @param stint sends for a given number of ms, and returns how many requests were answered in all
 */
export async function warmUp(
  { warmUpMs, warmUpRequests }: Sizes,
  stint: (ms: number) => Promise<{ answered: number; isReady: boolean }>,
): Promise<void> {
  for (let times = 1; ; times += 1) {
    const { answered, isReady } = await stint(warmUpMs);
    if (isReady && (answered >= warmUpRequests || times >= mostTimes)) return;
  }
}
