import { longestWaitSeconds } from '@onsale/contracts/waiting';

const preference = /(?:^|,)\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i;

/**
 * How long the caller prefers to wait, in milliseconds, up to the limit; 0: not at all.
 * @param prefer the header (RFC 7240); several of them arrive joined by commas
 */
export function preferredWaitMs(prefer: string | undefined): number {
  const seconds = Number(preference.exec(prefer ?? '')?.[1] ?? 0);
  return Math.min(seconds, longestWaitSeconds) * 1000;
}
