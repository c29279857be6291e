import { createHash } from 'node:crypto';
import type { Clock, Limits, Logger } from '@onsale/runtime';
import { assertMax } from '../local/limits.js';
import { createAsker } from './asker.js';
import type { RedisConnections } from './connect.js';
import { defineTakeAttempt } from './take-attempt.js';

export interface RedisLimitsOptions {
  readonly redis: Pick<RedisConnections, 'commands' | 'names'>;
  /**
   * For tests only. By default the clock of Redis is used, because clocks of several machines
   * differ, and attempts counted by a fast one would delay others.
   */
  readonly clock?: Clock;
  readonly log: Logger;
  /** Counts while Redis is away, in each process on its own and from zero. */
  readonly fallback: Limits;
}

/**
 * Counts attempts of all processes together, in sliding windows. While Redis is unavailable, slow
 * or full, each process counts on its own, and only one request a second waits for Redis.
 */
export function createRedisLimits({ redis, clock, log, fallback }: RedisLimitsOptions): Limits {
  const { commands, names } = redis;
  /** Keys may contain addresses, which must not be readable in Redis. */
  const nameOf = (key: string) =>
    `${names}limit:${createHash('sha256').update(key).digest('base64url')}`;
  const { ask } = createAsker(log, {
    away: 'limits: counted by each process for itself',
    back: 'limits: counted in Redis again',
  });
  defineTakeAttempt(commands);

  return {
    async take(key, max, windowSeconds) {
      assertMax(max);
      const nowMs = clock ? clock.now().getTime() : '';
      const waitMs = await ask(() =>
        commands.takeAttempt(nameOf(key), max, Math.ceil(windowSeconds * 1000), nowMs),
      );
      if (waitMs === undefined) return fallback.take(key, max, windowSeconds);
      return waitMs === 0 ? 0 : Math.max(1, Math.ceil(waitMs / 1000));
    },
    async clear(key) {
      await Promise.all([fallback.clear(key), ask(() => commands.del(nameOf(key)))]);
    },
    async giveBack(key) {
      await Promise.all([fallback.giveBack(key), ask(() => commands.rpop(nameOf(key)))]);
    },
  };
}
