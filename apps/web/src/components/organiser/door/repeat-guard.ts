/** The codes in one picture, and a few that have just left it. */
const maxKnown = 16;

/**
 * Tells codes that are new to the camera from those still in its view: it sees a code several times
 * a second, and one scan of each is enough.
 * @param windowMs how long a code must be out of sight to count as new
 */
export function createRepeatGuard(windowMs: number) {
  const seenAt = new Map<string, number>();
  return {
    /** @param nowMs from any steady clock */
    isNew(code: string, nowMs: number): boolean {
      const before = seenAt.get(code);
      seenAt.delete(code);
      seenAt.set(code, nowMs);
      if (seenAt.size > maxKnown) seenAt.delete([...seenAt.keys()][0] ?? '');
      return before === undefined || nowMs - before > windowMs;
    },
  };
}
