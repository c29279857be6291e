import { openStream } from '@onsale/audit';
import type { Install, Pauses } from '@onsale/rehearse';

export interface Lag {
  /** From when it was followed. */
  readonly atMs: number;
  /** Messages that one consumer of the stream has not handled. */
  readonly waiting: number;
}

const everyMs = 250;

/**
 * Polls how many messages wait for a subscription, until none does.
 * @param name how the names of its consumers begin: `tickets_order@`
 * @returns the polled numbers; the last is 0 unless it took too long
 */
export async function followLag(
  { nats }: Install,
  name: string,
  limitMs: number,
  pauses: Pauses,
): Promise<Lag[]> {
  if (!nats) throw new Error('There is no NATS to look at.');
  const stream = await openStream(nats);
  const sinceMs = performance.now();
  const lags: Lag[] = [];
  try {
    while (!pauses.ended) {
      const { behind } = await stream.look();
      const waiting = behind
        .filter((one) => one.name.startsWith(name))
        .reduce((sum, one) => sum + one.waiting, 0);
      lags.push({ atMs: performance.now() - sinceMs, waiting });
      if (waiting === 0 || performance.now() - sinceMs > limitMs) break;
      await pauses.wait(everyMs);
    }
    return lags;
  } finally {
    await stream.close();
  }
}

/** Messages a second, from the first that was taken until none was left. */
export function rateOf(lags: readonly Lag[]): number {
  const most = lags.reduce((max, { waiting }) => Math.max(max, waiting), 0);
  const first = lags.findLast(({ waiting }) => waiting === most);
  const last = lags.at(-1);
  if (!first || !last || last.atMs <= first.atMs) return 0;
  return ((first.waiting - last.waiting) / (last.atMs - first.atMs)) * 1000;
}
