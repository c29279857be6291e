/**
 * Tells a code that is new before the camera from one that simply is still there: the camera sees
 * the same code several times a second, and one scan is enough.
 * @param windowMs how long a code must be out of sight before it counts as new
 */
export function createRepeatGuard(windowMs: number) {
  let known: string | undefined;
  let seenAt = Number.NEGATIVE_INFINITY;
  return {
    /** @param nowMs of any steady clock */
    isNew(code: string, nowMs: number): boolean {
      const fresh = code !== known || nowMs - seenAt > windowMs;
      known = code;
      seenAt = nowMs;
      return fresh;
    },
  };
}
