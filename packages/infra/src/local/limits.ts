import type { Clock, Limits } from '@onsale/runtime';

const maxKeys = 100_000;
const maxAttempts = 10_000;

interface Attempts {
  readonly windowMs: number;
  /** Times of the allowed attempts, oldest first, in milliseconds. */
  readonly at: number[];
}

/** Counts attempts in memory, in sliding windows: at most `max` within any `windowSeconds`. */
export function createLocalLimits(clock: Clock): Limits {
  // Ordered by last use; the first is dropped when there are too many.
  const attempts = new Map<string, Attempts>();

  function makeRoom(nowMs: number): void {
    for (const [key, known] of attempts) {
      const last = known.at.at(-1) ?? 0;
      if (attempts.size < maxKeys && last + known.windowMs > nowMs) return;
      attempts.delete(key);
    }
  }

  return {
    async take(key, max, windowSeconds) {
      assertMax(max);
      const nowMs = clock.now().getTime();
      const windowMs = windowSeconds * 1000;
      const known = attempts.get(key);
      const at = (known?.at ?? []).filter((ms) => ms + windowMs > nowMs);
      attempts.delete(key);
      if (!known) makeRoom(nowMs);
      const oldest = at[at.length - max];
      if (oldest === undefined) at.push(nowMs);
      attempts.set(key, { windowMs, at });
      return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest + windowMs - nowMs) / 1000));
    },
    async clear(key) {
      attempts.delete(key);
    },
    async giveBack(key) {
      attempts.get(key)?.at.pop();
    },
  };
}

/** @throws RangeError if the maximum is too large to store each attempt */
export function assertMax(max: number): void {
  if (max < 1 || max > maxAttempts) {
    throw new RangeError(`A limit of ${max} must be from 1 to ${maxAttempts}.`);
  }
}
