/** How often pictures are compared: a ticket held to the camera is searched at once. */
const compareMs = 100;
/** How long every picture is searched after a change: a resting hand then holds a ticket. */
const attentiveMs = 1_500;
/** How often an unchanged picture is searched nevertheless. */
const anywayMs = 1_000;
/** A gate without a code for this long is quiet: an unchanged picture is worth even less. */
const quietAfterMs = 60_000;
const quietCompareMs = 250;
const quietAnywayMs = 4_000;

/** Decides when to compare pictures and when to search one, to make a battery last a shift. */
export function createLookPace(startMs: number) {
  let foundAtMs = startMs;
  let changedAtMs = startMs;
  let searchedAtMs = Number.NEGATIVE_INFINITY;
  const isAttentive = (nowMs: number) => nowMs - changedAtMs <= attentiveMs;
  const isQuiet = (nowMs: number) => nowMs - foundAtMs > quietAfterMs && !isAttentive(nowMs);
  return {
    /**
     * @param hasChanged whether the picture differs from the one before
     * @param nowMs from any steady clock. @returns whether to search it
     */
    compared(hasChanged: boolean, nowMs: number): boolean {
      if (hasChanged) changedAtMs = nowMs;
      const pauseMs = isQuiet(nowMs) ? quietAnywayMs : anywayMs;
      if (!isAttentive(nowMs) && nowMs - searchedAtMs < pauseMs) return false;
      searchedAtMs = nowMs;
      return true;
    },
    found(nowMs: number): void {
      foundAtMs = nowMs;
    },
    /** How long to wait before the next picture. */
    pauseMs: (nowMs: number): number => (isQuiet(nowMs) ? quietCompareMs : compareMs),
  };
}
