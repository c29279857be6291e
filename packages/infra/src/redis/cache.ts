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
 * Shares copies between all processes. While Redis is unavailable, slow or full the cache is off, and
 * only one write a second waits for it: reading may work when writing does not, so
 * only a successful write ends an outage. What was kept before it may be seen after it, for as
 * long as it was to be kept.
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

/** What another program left there under our key is no outage. */
function ignoreOtherKinds(error: Error): null {
  if (error.message.startsWith('WRONGTYPE')) return null;
  throw error;
}

/** @param text `version json` as a rule, but another version of the software may have written it */
function parse(text: string): unknown {
  const [, json] = /^\d+ (.+)$/s.exec(text) ?? [];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
