import { rates } from '@onsale/contracts/limits';
import { type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { ForeignDoor } from './decide-scan.js';

/** The most accounts and doors that wait; beyond this the one refused first is forgotten. */
const maxWaiting = 10_000;

interface Asked {
  readonly accountId: string;
  /** What a refusal counts for: the event that a scan names, or what was asked for without one. */
  readonly door: string;
}

/** @throws Problem 429 */
export type UnlessForeign = <T>(asked: Asked, use: () => Promise<T>) => Promise<T>;

/**
 * Slows down accounts that scan and undo at doors where they do not work, so that they cannot use up
 * what a scan costs. One that was refused too often at a door is refused there before its code is
 * looked at, and goes on at its own door.
 */
export function limitForeignDoors({
  limits,
  clock,
}: Pick<ServiceContext, 'limits' | 'clock'>): UnlessForeign {
  /** Until when, in ms since 1970, in this process. */
  const waiting = new Map<string, number>();

  return async function unlessForeign<T>(
    { accountId, door }: Asked,
    use: () => Promise<T>,
  ): Promise<T> {
    const nowMs = clock.now().getTime();
    const counted = [
      { key: `foreign door ${accountId} ${door}`, rate: rates.scansAtForeignDoor },
      // Callers choose the event; inventing events must not allow more.
      { key: `foreign door ${accountId}`, rate: rates.scansAtForeignDoors },
    ];
    for (const { key } of counted) {
      const untilMs = waiting.get(key) ?? 0;
      if (untilMs > nowMs) throw tooManyRequests(Math.ceil((untilMs - nowMs) / 1000));
      waiting.delete(key);
    }
    try {
      return await use();
    } catch (error) {
      if (!(error instanceof ForeignDoor)) throw error;
      let waitSeconds = 0;
      for (const { key, rate } of counted) {
        const seconds = await limits.take(key, rate.max, rate.windowSeconds);
        if (seconds === 0) continue;
        waitSeconds = Math.max(waitSeconds, seconds);
        const [first] = waiting.keys();
        if (waiting.size >= maxWaiting && first !== undefined) waiting.delete(first);
        waiting.set(key, nowMs + seconds * 1000);
      }
      throw waitSeconds === 0 ? error : tooManyRequests(waitSeconds);
    }
  };
}
