import { rates } from '@onsale/contracts/limits';
import { type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { ForeignDoor } from './decide-scan.js';

/** The most accounts that wait; beyond this the one refused first is forgotten. */
const maxWaiting = 10_000;

/** @throws Problem 429 */
export type UnlessForeign = <T>(accountId: string, use: () => Promise<T>) => Promise<T>;

/**
 * Slows down accounts that scan and undo at doors where they do not work, so that they cannot use up
 * what a scan costs. An account that was refused too often is refused before its code is looked at.
 */
export function limitForeignDoors({
  limits,
  clock,
}: Pick<ServiceContext, 'limits' | 'clock'>): UnlessForeign {
  /** Until when, in ms since 1970, in this process. */
  const waiting = new Map<string, number>();

  return async function unlessForeign<T>(accountId: string, use: () => Promise<T>): Promise<T> {
    const nowMs = clock.now().getTime();
    const untilMs = waiting.get(accountId) ?? 0;
    if (untilMs > nowMs) throw tooManyRequests(Math.ceil((untilMs - nowMs) / 1000));
    waiting.delete(accountId);
    try {
      return await use();
    } catch (error) {
      if (!(error instanceof ForeignDoor)) throw error;
      const { max, windowSeconds } = rates.scansAtForeignDoors;
      const waitSeconds = await limits.take(`foreign door ${accountId}`, max, windowSeconds);
      if (waitSeconds === 0) throw error;
      const [first] = waiting.keys();
      if (waiting.size >= maxWaiting && first !== undefined) waiting.delete(first);
      waiting.set(accountId, nowMs + waitSeconds * 1000);
      throw tooManyRequests(waitSeconds);
    }
  };
}
