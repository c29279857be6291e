/**
 * The server's clock, as well as a browser can know it: every answer of the API carries a `Date`.
 * Until the first answer the device's own clock counts.
 */
let offsetMs = 0;

/**
 * Learns from one answer. The `Date` header is cut to whole seconds, so half a second is added.
 * @param sentAt and receivedAt: milliseconds of the device's clock
 */
export function learnServerTime(date: string | null, sentAt: number, receivedAt: number): void {
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return;
  offsetMs = offsetOf(server, sentAt, receivedAt);
}

/** How much the server's clock is ahead of the device's; 0 when the difference may be rounding. */
export function offsetOf(serverMs: number, sentAt: number, receivedAt: number): number {
  const offset = serverMs + 500 - (sentAt + receivedAt) / 2;
  return Math.abs(offset) <= 500 + (receivedAt - sentAt) / 2 ? 0 : offset;
}

/** Milliseconds since the epoch, by the server's clock. */
export const serverNow = (): number => Date.now() + offsetMs;
