/** A day is enough time to make room. */
const warnedBeforeSeconds = 86_400;
/** What a sale may write in an hour. */
const leastFreeBytes = 2 ** 30;

/** Whether an operator should make room. An install warns about it, and the doctor reports it. */
export const fillsSoon = (secondsUntilFull: number): boolean =>
  secondsUntilFull <= warnedBeforeSeconds;

/** Whether a disk has little space left, even if it is not filling. */
export const isNearlyFull = (freeBytes: number): boolean => freeBytes < leastFreeBytes;
