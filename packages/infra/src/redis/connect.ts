import { type Logger, Unavailable, withTimeLimit } from '@onsale/runtime';
import type { Redis } from 'ioredis';
import { endRedis, namesOf, noAnswer, openRedis } from './open.js';

/** The two connections of a process for everything but timers. */
export interface RedisConnections {
  /** The prefix of all keys and channels of the service. */
  readonly names: string;
  /** Rejects immediately while Redis is away: commands do not queue. */
  readonly commands: Redis;
  /** For subscriptions, which the subscriber renews after every `ready`. */
  readonly subscriptions: Redis;
  /** @throws Unavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const pingMs = 1_000;
/** Detects a dead connection on which only Redis sends. */
const heartbeatMs = 10_000;

/**
 * Connects to Redis in the background, and retries without end.
 * @param options.url `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS
 * @throws Error if the URL is invalid
 */
export function connectRedis(options: {
  url: string;
  service: string;
  log: Logger;
}): RedisConnections {
  const { url, service, log } = options;
  const commands = openRedis({ url, name: 'commands', log }, { together: true });
  const subscriptions = openRedis({ url, name: 'subscriptions', log });
  const heartbeat = setInterval(() => {
    subscriptions.ping().catch(() => undefined); // the connection closes if no answer comes
  }, heartbeatMs);
  heartbeat.unref();
  return {
    names: namesOf(service),
    commands,
    subscriptions,
    ping: () => pingRedis(commands),
    async close() {
      clearInterval(heartbeat);
      await Promise.all([commands, subscriptions].map(endRedis));
    },
  };
}

/** @throws Unavailable if it does not answer within a second */
export async function pingRedis(redis: Redis): Promise<void> {
  try {
    await withTimeLimit(pingMs, redis.ping(), noAnswer(pingMs));
  } catch (error) {
    throw new Unavailable('Redis', { cause: error });
  }
}
