import { type ServiceContext, tooManyRequests } from '@onsale/runtime';

const maxForged = 30;
const windowSeconds = 60;
const maxRemembered = 10_000;

/**
 * Slows down who tries codes until one is true. Only forged codes count: a queue of honest guests
 * never runs into it.
 */
export function limitForgeries({ limits, clock }: Pick<ServiceContext, 'limits' | 'clock'>) {
  // Known here so that blocked callers cost no look-up; other processes learn it at their next one.
  const blockedUntil = new Map<string, number>();

  return {
    /** @returns 0, or how long the account is not to scan */
    blockedSeconds(accountId: string): number {
      const until = blockedUntil.get(accountId);
      if (until === undefined) return 0;
      const left = Math.ceil((until - clock.now().getTime()) / 1000);
      if (left > 0) return left;
      blockedUntil.delete(accountId);
      return 0;
    },
    /** @throws Problem 429 when it was one too many: then the answer stays unsaid */
    async count(accountId: string): Promise<void> {
      const waitSeconds = await limits.take(`forged ${accountId}`, maxForged, windowSeconds);
      if (waitSeconds === 0) return;
      if (blockedUntil.size >= maxRemembered) blockedUntil.clear();
      blockedUntil.set(accountId, clock.now().getTime() + waitSeconds * 1000);
      throw tooManyRequests(waitSeconds);
    },
  };
}
