/** Pictures are compared this often: a ticket that is held in is searched at once. */
const compareMs = 100;
/** After a change: a hand that has just come to rest holds a ticket. */
const attentiveMs = 1_500;
/** So often an unchanged picture is searched all the same. */
const anywayMs = 1_000;
/** Without a code for so long, the gate is quiet: an unchanged picture is worth even less. */
const quietAfterMs = 60_000;
const quietCompareMs = 250;
const quietAnywayMs = 4_000;

/** When to compare pictures and when to search one for codes: a shift is long, a battery small. */
export function createLookPace(startMs: number) {
  let foundAtMs = startMs;
  let changedAtMs = startMs;
  let searchedAtMs = Number.NEGATIVE_INFINITY;
  const isAttentive = (nowMs: number) => nowMs - changedAtMs <= attentiveMs;
  const isQuiet = (nowMs: number) => nowMs - foundAtMs > quietAfterMs && !isAttentive(nowMs);
  return {
    /**
     * @param hasChanged whether the picture is another than the one before
     * @param nowMs of any steady clock. @returns whether to search it
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
