/** Codes in one picture, and a few that have just left it. */
const maxKnown = 16;

/**
 * Tells codes that are new before the camera from those that simply are still there: the camera
 * sees the same codes several times a second, and one scan of each is enough.
 * @param windowMs how long a code must be out of sight before it counts as new
 */
export function createRepeatGuard(windowMs: number) {
  const seenAt = new Map<string, number>();
  return {
    /** @param nowMs of any steady clock */
    isNew(code: string, nowMs: number): boolean {
      const before = seenAt.get(code);
      seenAt.delete(code);
      seenAt.set(code, nowMs);
      if (seenAt.size > maxKnown) seenAt.delete([...seenAt.keys()][0] ?? '');
      return before === undefined || nowMs - before > windowMs;
    },
  };
}
