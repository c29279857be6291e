/**
 * The server's clock, as well as a browser can know it: every answer of the API carries a `Date`.
 * Until the first answer the device's own clock counts.
 */
let known: Reading = { offsetMs: 0, doubtMs: Number.POSITIVE_INFINITY };

/** How far the server's clock is ahead of the device's, give or take the doubt. */
export interface Reading {
  readonly offsetMs: number;
  readonly doubtMs: number;
}

/**
 * Learns from one answer.
 * @param sentAt and receivedAt: milliseconds of the device's clock
 */
export function learnServerTime(date: string | null, sentAt: number, receivedAt: number): void {
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return;
  known = betterOf(known, readingOf(server, sentAt, receivedAt));
}

/**
 * The reading from one answer. The `Date` header is cut to whole seconds, so half a second is
 * added; the server wrote it at some time between the request and its answer.
 */
export const readingOf = (serverMs: number, sentAt: number, receivedAt: number): Reading => ({
  offsetMs: serverMs + 500 - (sentAt + receivedAt) / 2,
  doubtMs: 500 + (receivedAt - sentAt) / 2,
});

/**
 * A slow answer, as in a rush, is less precise than a quick one and does not replace it, unless the
 * two contradict each other because the device's clock has been set meanwhile.
 */
export function betterOf(before: Reading, latest: Reading): Reading {
  const contradicts = Math.abs(latest.offsetMs - before.offsetMs) > latest.doubtMs + before.doubtMs;
  return contradicts || latest.doubtMs <= before.doubtMs ? latest : before;
}

/** The correction of the device's clock: none when the doubt may explain the difference. */
export const correctionOf = ({ offsetMs, doubtMs }: Reading): number =>
  Math.abs(offsetMs) <= doubtMs ? 0 : offsetMs;

/** Milliseconds since the epoch, by the server's clock. */
export const serverNow = (): number => Date.now() + correctionOf(known);
