import { backoffMs, type Logger, withTimeLimit } from '@onsale/runtime';
import { Redis, type RedisOptions } from 'ioredis';

const firstPauseMs = 100;
const maxPauseMs = 5_000;
const connectMs = 5_000;
const firstTryMs = 1_000;
const commandMs = 5_000;
/** A connection without an answer for this long is closed and opened again. */
const silenceMs = 5_000;
const closeMs = 1_000;

/** The prefix of all keys of the product in Redis. */
export const keyPrefix = 'onsale';
/** The prefix of keys and channels of a service; its account may use no others. */
export const namesOf = (service: string): string => `${keyPrefix}:${service}:`;

interface OpenOptions {
  readonly url: string;
  /** Shown in `CLIENT LIST` and in the log. */
  readonly name: string;
  readonly log: Logger;
}

/**
 * Opens a connection whose commands fail immediately while Redis is away, and after five seconds
 * without an answer.
 * @param together whether commands of one turn of the event loop go out in one write, in order
 */
export const openRedis = (options: OpenOptions, { together = false } = {}): Redis =>
  open(options, {
    enableAutoPipelining: together,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMs,
    socketTimeout: silenceMs,
    autoResubscribe: false,
  });

/** Opens a connection as BullMQ needs it for workers: commands wait while Redis is away. */
export const openPatientRedis = (options: OpenOptions): Redis =>
  open(options, {
    maxRetriesPerRequest: null,
    socketTimeout: 3 * silenceMs, // longer than it waits for a job, which is ten seconds
  });

function open({ url, name, log }: OpenOptions, options: Omit<RedisOptions, 'replyMapping'>): Redis {
  if (!/^rediss?:\/\/\S+$/.test(url)) {
    throw new Error('The URL of Redis must begin with redis:// or rediss://'); // it may hold a password
  }
  const redis = new Redis(url, {
    connectionName: `${keyPrefix}:${name}`,
    connectTimeout: connectMs,
    disconnectTimeout: closeMs,
    disableClientInfo: true, // Redis before 7.2 counts it as an error
    retryStrategy: (failures) => Math.ceil(backoffMs(failures, firstPauseMs, maxPauseMs)),
    ...options,
  });
  logOutages(redis, name, log);
  return redis;
}

/**
 * Logs one line when Redis goes away and one when it is back, however often it is tried in between.
 */
function logOutages(redis: Redis, name: string, log: Logger): void {
  let away = false;
  const tell = (reason: string) => {
    if (!away) log.warn({ connection: name, reason }, 'redis: away');
    away = true;
  };
  redis.on('error', (error: NodeJS.ErrnoException) => tell(error.message || String(error.code)));
  redis.on('reconnecting', () => tell('connection closed'));
  redis.on('ready', () => {
    if (away) log.info({ connection: name }, 'redis: back');
    away = false;
  });
}

/** For `withTimeLimit`. */
export const noAnswer = (ms: number) => () => {
  throw new Error(`no answer within ${ms} ms`);
};

/** Resolves when the first attempt to connect has succeeded or failed, or after a second. */
export async function firstTry(redis: Redis): Promise<void> {
  const tried = new Promise<void>((resolve) => {
    for (const outcome of ['ready', 'close', 'end']) redis.once(outcome, () => resolve());
  });
  await withTimeLimit(firstTryMs, tried, () => undefined);
}

/** Closes a connection in any state; commands that wait on it reject. */
export async function endRedis(redis: Redis): Promise<void> {
  if (redis.status === 'end') return;
  const ended = new Promise<void>((resolve) => redis.once('end', resolve));
  const pausing = redis.status === 'reconnecting';
  redis.disconnect();
  if (pausing) {
    // Between two attempts there is nothing to close, and waiting commands would wait forever.
    await redis.connect().catch(() => undefined);
    redis.disconnect();
  }
  await ended;
}
