import { type Logger, Unavailable, withTimeLimit } from '@onsale/runtime';
import type { Redis } from 'ioredis';
import { endRedis, namesOf, noAnswer, openRedis } from './open.js';

/** The two connections of a process for everything but timers. */
export interface RedisConnections {
  /** How the names of all keys and channels of the service begin. */
  readonly names: string;
  /** Rejects at once while Redis is away: nothing waits in line. */
  readonly commands: Redis;
  /** For what comes in; the subscriber subscribes again after every `ready`. */
  readonly subscriptions: Redis;
  /** @throws Unavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const pingMs = 1_000;
/** So that a connection on which only Redis speaks is known to be dead. */
const heartbeatMs = 10_000;

/**
 * Connects to Redis in the background, again and again if need be, and never fails.
 * @param options.url `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS
 * @throws Error when it is no such URL
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
    subscriptions.ping().catch(() => undefined); // its connection is given up when nothing comes
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

/** @throws Unavailable when it does not answer within a second */
export async function pingRedis(redis: Redis): Promise<void> {
  try {
    await withTimeLimit(pingMs, redis.ping(), noAnswer(pingMs));
  } catch (error) {
    throw new Unavailable('Redis', { cause: error });
  }
}
