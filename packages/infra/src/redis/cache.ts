import type { Cache, Logger } from '@onsale/runtime';
import { toText } from '../local/cache.js';
import { createAsker } from './asker.js';
import type { RedisConnections } from './connect.js';
import { definePutCopy } from './put-copy.js';

export interface RedisCacheOptions {
  readonly redis: Pick<RedisConnections, 'commands' | 'names'>;
  readonly log: Logger;
}

/**
 * Shares copies between all processes. While Redis is unavailable, slow or full the cache is off,
 * and only one write a second waits for it. Reads may work when writes do not, so only a successful
 * write ends an outage. Copies from before an outage may be used after it until they expire.
 */
export function createRedisCache({ redis, log }: RedisCacheOptions): Cache {
  const { commands, names } = redis;
  const nameOf = (key: string) => `${names}cache:${key}`;
  const { ask, isAway } = createAsker(log, {
    away: 'cache: nothing is kept',
    back: 'cache: kept in Redis again',
  });
  definePutCopy(commands);

  return {
    async get(key) {
      if (isAway()) return undefined;
      const text = await ask(() => commands.get(nameOf(key)).catch(ignoreOtherKinds));
      return typeof text === 'string' ? parse(text) : undefined;
    },
    async put(key, { version, value, keepMs }) {
      if (keepMs <= 0) return;
      await ask(() => commands.putCopy(nameOf(key), version, toText(value), Math.ceil(keepMs)));
    },
  };
}

/** A value that another program stored under our key is no outage. */
function ignoreOtherKinds(error: Error): null {
  if (error.message.startsWith('WRONGTYPE')) return null;
  throw error;
}

/** @param text usually `version json`, but another release may have written it */
function parse(text: string): unknown {
  const [, json] = /^\d+ (.+)$/s.exec(text) ?? [];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
