import { type Clock, type Logger, type Timers, withTimeLimit } from '@onsale/runtime';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { createBullTimers, type FireJob } from '../timers/bullmq.js';
import type { StoredTimers } from '../timers/stored.js';
import { pingRedis } from './connect.js';
import { endRedis, firstTry, keyPrefix, openPatientRedis, openRedis } from './open.js';

export interface RedisTimersOptions {
  /** `redis://…` or `rediss://…` */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstBackoffMs?: number;
}

export interface RedisTimers extends Timers {
  /** @throws Unavailable */
  ping(): Promise<void>;
  /**
   * Ends processing after the batches in progress, and closes the connections. Work that Redis
   * did not see completed is redelivered elsewhere.
   */
  stop(): Promise<void>;
}

/** How long a closing worker may take to report its results to Redis. */
const farewellMs = 3_000;

/**
 * The timers of a cluster: BullMQ on Redis. They start without Redis, and resume when it is back,
 * even if it is empty. While it is away `schedule` rejects with `Unavailable`: immediately, or
 * after five seconds if it is reachable but silent.
 */
export async function createRedisTimers(options: RedisTimersOptions): Promise<RedisTimers> {
  const { url, clock, log } = options;
  const redis = openRedis({ url, name: 'timers', log });
  redis.on('ready', () => void warnOfEviction(redis, log));
  await firstTry(redis);

  const timers = createBullTimers({
    clock,
    log,
    firstBackoffMs: options.firstBackoffMs,
    bulkFrom: 2,
    openQueue: (name) =>
      new Queue<StoredTimers>(name, {
        connection: redis,
        prefix: keyPrefix,
        // Otherwise `schedule` would wait for Redis.
        skipWaitingForReady: true,
        skipVersionCheck: true,
      }),
    openWorker(name, fire, settings) {
      const connections = openWorkerConnections({ url, log });
      const inHand = trackJobs(fire);
      const worker = new Worker<StoredTimers>(name, inHand.fire, {
        ...settings,
        connection: connections.first,
        prefix: keyPrefix,
      });
      return {
        worker,
        ready: async () => undefined,
        async close() {
          const closed = worker.close();
          await inHand.done();
          if (connections.first.status === 'ready')
            await withTimeLimit(farewellMs, closed, () => undefined);
          await connections.end();
          await closed;
        },
      };
    },
  });

  async function stop(): Promise<void> {
    await timers.stop();
    await endRedis(redis);
  }
  let stopped: Promise<void> | undefined;

  return {
    schedule: timers.schedule,
    process: timers.process,
    ping: () => pingRedis(redis),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** A worker's own connection, and the copy that BullMQ makes of it to wait for jobs on. */
function openWorkerConnections({ url, log }: { url: string; log: Logger }) {
  const first = openPatientRedis({ url, name: 'timers:worker', log });
  const all = [first];
  const duplicate = first.duplicate.bind(first);
  first.duplicate = (changes) => {
    const copy = duplicate(changes);
    all.push(copy);
    return copy;
  };
  return {
    first,
    end: () => Promise.all(all.map(endRedis)),
  };
}

function trackJobs(fire: FireJob): { fire: FireJob; done(): Promise<void> } {
  const inHand = new Set<Promise<void>>();
  return {
    async fire(job) {
      const fired = fire(job);
      inHand.add(fired);
      try {
        await fired;
      } finally {
        inHand.delete(fired);
      }
    },
    async done() {
      while (inHand.size > 0) await Promise.allSettled(inHand);
    },
  };
}

/** BullMQ warns too, but on the console. */
async function warnOfEviction(redis: Redis, log: Logger): Promise<void> {
  try {
    const memory = await redis.info('memory');
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
    if (policy === undefined || policy === 'noeviction') return;
    log.warn({ policy }, 'redis: maxmemory-policy must be noeviction, or timers are thrown away');
  } catch (error) {
    log.debug({ err: error }, 'redis: cannot read its maxmemory-policy');
  }
}
