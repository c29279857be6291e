import { expiryQueue } from '@onsale/contracts/expiration/queues';
import { newId, systemClock } from '@onsale/runtime';
import { eventually, hasRedis, startRedis, type TestRedis } from '@onsale/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { redisAccounts, redisUsers } from '../src/accounts.js';
import { createLocalLimits } from '../src/local/limits.js';
import { createRedisBroadcast } from '../src/redis/broadcast.js';
import { createRedisCache } from '../src/redis/cache.js';
import { connectRedis } from '../src/redis/connect.js';
import { createRedisLimits } from '../src/redis/limits.js';
import { createRedisTimers } from '../src/redis/timers.js';
import { recordingLogger } from './recording-logger.js';

const passwordOf = (user: string) => `password-of-${user}`;

describe.runIf(hasRedis)('accounts at a redis-server', () => {
  const services = redisUsers.filter((user) => user !== 'operator');
  const stops: (() => Promise<unknown>)[] = [];
  let redis: TestRedis;
  beforeAll(async () => {
    const settings = redisAccounts(passwordOf);
    redis = await startRedis({ settings, password: passwordOf('operator') });
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await redis.send('FLUSHALL');
  });
  afterAll(() => redis.stop());

  const urlOf = (user: string) => redis.url.replace(/\/\/.*@/, `//${user}:${passwordOf(user)}@`);
  /** A Redis client signed in with an account. */
  const as = (user: string) => {
    const client = new Redis(urlOf(user), { disableClientInfo: true });
    stops.push(async () => client.disconnect());
    return client;
  };

  test.each(services)(
    'let %s count attempts, cache copies and broadcast to its other processes',
    async (service) => {
      const log = recordingLogger();
      const [here, there] = [1, 2].map(() => {
        const connections = connectRedis({ url: urlOf(service), service, log });
        stops.push(() => connections.close());
        return connections;
      }) as [ReturnType<typeof connectRedis>, ReturnType<typeof connectRedis>];
      for (const connections of [here, there]) await eventually(() => connections.ping());

      const fallback = createLocalLimits(systemClock);
      const limits = createRedisLimits({ redis: here, fallback, log });
      expect(await limits.take('key', 1, 60)).toBe(0);
      expect(await limits.take('key', 1, 60)).toBeGreaterThan(0);
      await limits.giveBack('key');
      expect(await limits.take('key', 1, 60)).toBe(0);
      await limits.clear('key');

      const cache = createRedisCache({ redis: here, log });
      await cache.put('key', { version: 1, value: { n: 1 }, keepMs: 60_000 });
      expect(await createRedisCache({ redis: there, log }).get('key')).toEqual({ n: 1 });

      const heard: object[] = [];
      const [one, two] = [here, there].map((one) => createRedisBroadcast({ redis: one, log }));
      const stop = two?.subscribe('stock', (news) => heard.push(news));
      await eventually(() => {
        one?.publish('stock', { n: 2 });
        expect(heard).toContainEqual({ n: 2 });
      });
      await stop?.();
      expect(log.lines).toEqual([]);
    },
  );

  test('let expiration set timers and fire them, one at a time and many at once', async () => {
    const log = recordingLogger();
    const timers = await createRedisTimers({ url: urlOf('expiration'), clock: systemClock, log });
    stops.push(() => timers.stop());
    const fired: string[] = [];
    await timers.process(expiryQueue, async (due) => {
      fired.push(...due.map(({ id }) => id));
    });
    const sets = [1, 3].map((count) =>
      Array.from({ length: count }, () => ({ id: newId(), at: new Date(), data: {} })),
    );
    for (const set of sets) await timers.schedule(expiryQueue, set);
    const ids = sets.flat().map(({ id }) => id);
    await eventually(() => expect(fired.sort()).toEqual(ids.sort()));
    expect(log.lines).toEqual([]);
  });

  test.each([
    ['another’s counters', ['RPOP', 'onsale:auth:limit:x']],
    ['another’s copies', ['SET', 'onsale:catalog:cache:event', '9 {}']],
    ['the timers', ['DEL', `onsale:${expiryQueue}:delayed`]],
    ['another’s keys in a script', ['EVAL', "return redis.call('GET', 'onsale:auth:x')", '0']],
    ['another’s channel', ['PUBLISH', 'onsale:catalog:news:pages', '{}']],
    ['what another says', ['SUBSCRIBE', 'onsale:catalog:news:pages']],
    ['what all say', ['PSUBSCRIBE', '*']],
    ['the names of all keys', ['SCAN', '0']],
    ['the names of all keys at once', ['KEYS', '*']],
    ['any key', ['RANDOMKEY']],
    ['everything, deleted', ['FLUSHALL']],
    ['its database, deleted', ['FLUSHDB']],
    ['the settings', ['CONFIG', 'GET', '*']],
    ['the accounts', ['ACL', 'LIST']],
    ['what others do', ['MONITOR']],
    ['the connections', ['CLIENT', 'LIST']],
    ['the names of keys that others write', ['CLIENT', 'TRACKING', 'ON', 'BCAST']],
    ['the waiting of others', ['CLIENT', 'UNBLOCK', '1']],
    ['the scripts, deleted', ['SCRIPT', 'FLUSH']],
    ['a function', ['FUNCTION', 'LIST']],
    ['the server, stopped', ['SHUTDOWN', 'NOSAVE']],
    ['a copy of the data', ['SYNC']],
  ] as const)('keep tickets from %s', async (_what, [command, ...words]) => {
    await expect(as('tickets').call(command, ...words)).rejects.toThrow(
      /NOPERM|No permissions|can't access|ACL failure/i,
    );
  });

  test('let the operator do everything', async () => {
    expect(await as('operator').call('CONFIG', 'GET', 'maxmemory-policy')).toContain('noeviction');
  });

  test('admit nobody without a name, or with the password of another', async () => {
    const bare = redis.url.replace(/\/\/.*@/, '//');
    const others = redis.url.replace(/\/\/.*@/, `//tickets:${passwordOf('orders')}@`);
    const nameless = redis.url.replace(/\/\/.*@/, `//:${passwordOf('operator')}@`);
    for (const url of [bare, others, nameless]) {
      const client = new Redis(url, {
        retryStrategy: null,
        maxRetriesPerRequest: 0,
        disableClientInfo: true,
      });
      client.on('error', () => undefined);
      await expect(client.ping()).rejects.toThrow();
      client.disconnect();
    }
  });
});
