/** A day leaves time to make room. */
const warnedBeforeSeconds = 86_400;
/** The amount that a sale may write in an hour. */
const leastFreeBytes = 2 ** 30;

/** Whether an operator should make room: an install warns of it, and the doctor reports it. */
export const fillsSoon = (secondsUntilFull: number): boolean =>
  secondsUntilFull <= warnedBeforeSeconds;

/** The same of a disk that may not fill at all. */
export const isNearlyFull = (freeBytes: number): boolean => freeBytes < leastFreeBytes;
