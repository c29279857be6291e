import type { Cache } from '@onsale/runtime';
import { eventually, hasRedis, startRedis, type TestRedis, testLogger } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createRedisCache } from '../src/redis/cache.js';
import { connectRedis, type RedisConnections } from '../src/redis/connect.js';
import { describeCache } from './conformance/cache.js';
import { recordingLogger } from './recording-logger.js';
import { outageNames, outages } from './redis-outages.js';

describe.runIf(hasRedis)('with a redis-server', () => {
  let redis: TestRedis;
  const open: RedisConnections[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connections) => connections.close()));
    await redis.send('FLUSHALL');
  });
  afterAll(() => redis.stop());

  /** The cache as another process sees it. */
  async function create(log = testLogger()): Promise<Cache> {
    const connections = connectRedis({ url: redis.url, service: 'test', log });
    open.push(connections);
    await eventually(() => connections.ping());
    return createRedisCache({ redis: connections, log });
  }

  const copy = (version: number, keepMs = 60_000) => ({ version, value: { version }, keepMs });

  describeCache('redis', async () => ({ cache: await create(), pass: () => undefined }));

  describe('a cache in Redis', () => {
    test('is the same for all processes in whatever order they write', async () => {
      const [one, two] = [await create(), await create()];
      const puts = Array.from({ length: 200 }, (_, n) =>
        (n % 2 ? one : two).put('key', copy((n * 77) % 200)),
      );
      await Promise.all(puts);
      expect(await one.get('key')).toEqual({ version: 199 });
      expect(await two.get('key')).toEqual({ version: 199 });
    });

    test('never returns an earlier version than before under concurrent reads and writes', async () => {
      const [one, two] = [await create(), await create()];
      let written = 0;
      const write = async () => {
        while (written < 300) {
          written += 1;
          const version = written;
          const late = (await two.get('key')) ?? { version: 0 }; // the version that a slow reader has
          await one.put('key', copy(version));
          await two.put('key', { ...copy((late as { version: number }).version), value: late });
          expect(await two.get('key')).toMatchObject({ version: expect.any(Number) });
        }
      };
      const look = async (cache: Cache) => {
        let seen = 0;
        while (written < 300) {
          const found = ((await cache.get('key')) ?? { version: 0 }) as { version: number };
          expect(found.version).toBeGreaterThanOrEqual(seen);
          seen = found.version;
        }
        return seen;
      };
      const [, seen] = await Promise.all([write(), look(two), look(one), write()]);
      expect(seen).toBeGreaterThan(10);
      expect(await one.get('key')).toEqual({ version: 300 });
    });

    test('leaves no keys behind when its entries expire', async () => {
      const cache = await create();
      // Tries again if a busy machine took longer to look than the entries are kept.
      await eventually(async () => {
        await Promise.all(Array.from({ length: 20 }, (_, n) => cache.put(`${n}`, copy(1, 300))));
        expect(await redis.send('KEYS', '*')).toMatch(/^\*20\n/);
        expect(await redis.send('KEYS', 'onsale:test:cache:*')).toMatch(/^\*20\n/);
      });
      await eventually(async () => expect(await redis.send('DBSIZE')).toBe(':0'));
    });

    test.each([
      ['a text', ['SET', 'onsale:test:cache:key', 'hello']],
      ['half a copy', ['SET', 'onsale:test:cache:key', '999 {"version":']],
      ['a copy without its version', ['SET', 'onsale:test:cache:key', '{"version":1}']],
      ['a version that is none', ['SET', 'onsale:test:cache:key', '12x {"version":1}']],
      ['nothing', ['SET', 'onsale:test:cache:key', '']],
      ['a list', ['RPUSH', 'onsale:test:cache:key', '7 {}']],
      ['a number', ['SET', 'onsale:test:cache:key', '7']],
    ])('ignores %s under its key', async (_, command) => {
      const log = recordingLogger();
      const cache = await create(log);
      await redis.send(...command);
      expect(await cache.get('key')).toBeUndefined();
      await cache.put('other', copy(1));
      expect(await cache.get('other')).toEqual({ version: 1 });
      await cache.put('key', copy(1_000));
      expect(await cache.get('key')).toEqual({ version: 1_000 });
      expect(log.lines.filter((line) => line.includes('cache:'))).toEqual([]);
    });

    test.each(outageNames)(
      'keeps nothing while Redis is %s, delays hardly any caller, and works again afterwards',
      async (state) => {
        const log = recordingLogger();
        const [one, two] = [await create(log), await create()];
        await one.put('before', copy(1));
        await outages[state].begin(redis);
        // Reading works even with a full Redis, so a read that works does not end the outage.
        const first = () => [one.put('key', copy(1)), one.get('before'), one.get('before')];
        await Promise.all(first());
        const commands = open[0]?.commands as RedisConnections['commands'];
        const asked = vi.spyOn(commands, 'putCopy');
        const sinceMs = performance.now();
        for (let n = 0; n < 100; n += 1) {
          expect(await one.get('before')).toBeUndefined();
          await one.put(`other ${n}`, copy(1));
          expect(await one.get(`other ${n}`)).toBeUndefined();
        }
        const seconds = (performance.now() - sinceMs) / 1000;
        expect(asked.mock.calls.length, 'one a second').toBeLessThanOrEqual(1 + seconds);
        if (state === 'full') {
          await eventually(async () => {
            await Promise.all(first());
            expect(asked.mock.calls.length).toBeGreaterThan(2);
          });
        }

        await outages[state].end(redis);
        let version = 1;
        await eventually(async () => {
          version += 1;
          await one.put('again', copy(version));
          expect(await one.get('again')).toEqual({ version });
          expect(await two.get('again')).toEqual({ version });
        });
        const told = log.lines.filter((line) => line.includes('cache:'));
        expect(told).toHaveLength(2);
      },
    );

    test('waits no longer for several keys together than for one', async () => {
      const [cache, other] = [await create(), await create()];
      redis.pause();
      const found: unknown[] = [];
      for (let n = 0; n < 500; n += 1) void cache.get(`${n}`).then((copy) => found.push(copy));
      await other.get('asked last, and alone');
      expect(found).toEqual(Array(500).fill(undefined));
      redis.resume();
    });
  });
});
