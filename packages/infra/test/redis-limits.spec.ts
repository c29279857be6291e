import { systemClock } from '@onsale/runtime';
import {
  eventually,
  hasRedis,
  startRedis,
  type TestRedis,
  testClock,
  testLogger,
} from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createLocalLimits } from '../src/local/limits.js';
import { connectRedis, type RedisConnections } from '../src/redis/connect.js';
import { createRedisLimits } from '../src/redis/limits.js';
import { describeLimits } from './conformance/limits.js';
import { recordingLogger } from './recording-logger.js';
import { outageNames, outages } from './redis-outages.js';

describe.runIf(hasRedis)('with a redis-server', () => {
  let redis: TestRedis;
  const open: RedisConnections[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(open.splice(0).map((connections) => connections.close()));
    await redis.send('FLUSHALL');
  });
  afterAll(() => redis.stop());

  /** Limits of another process. */
  async function create(clock = undefined as undefined | typeof systemClock, log = testLogger()) {
    const connections = connectRedis({ url: redis.url, service: 'test', log });
    open.push(connections);
    await eventually(() => connections.ping());
    const fallback = createLocalLimits(clock ?? systemClock);
    return createRedisLimits({ redis: connections, log, fallback, ...(clock ? { clock } : {}) });
  }

  const onlyKey = async () => (await redis.send('KEYS', '*')).split('\n').at(-1) ?? '';

  describeLimits('redis', (clock) => create(clock));

  describe('limits in Redis', () => {
    test('count the attempts of all processes together', async () => {
      const [one, two] = [await create(), await create()];
      const waits = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).take('key', 5, 60)),
      );
      expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
      await two.clear('key');
      expect(await one.take('key', 5, 60)).toBe(0);
    });

    test('count exactly as the limits of one process do, in any sequence of calls', async () => {
      const step = fc.record({
        afterMs: fc.integer({ min: 0, max: 4_000 }),
        key: fc.constantFrom('a', 'b'),
        max: fc.integer({ min: 1, max: 4 }),
      });
      const clock = testClock();
      const shared = await create(clock);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          run += 1;
          const alone = createLocalLimits(clock);
          for (const { afterMs, key, max } of steps) {
            clock.advance(afterMs);
            const name = `${key} ${run}`;
            expect(await shared.take(name, max, 5)).toBe(await alone.take(name, max, 5));
          }
        }),
        { numRuns: 50 },
      );
    });

    test('ignore the clock of a process, which may be an hour ahead', async () => {
      const [right, ahead] = [await create(), await create()];
      const hourMs = 3_600_000;
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hourMs });
      expect(await ahead.take('key', 1, 60)).toBe(0);
      vi.useRealTimers();
      expect(await right.take('key', 1, 60)).toBeLessThanOrEqual(60);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hourMs });
      expect(await ahead.take('key', 1, 60)).toBeGreaterThan(0);
      const nowSeconds = Number((await redis.send('TIME')).split('\n')[2]);
      const counted = await redis.send('LINDEX', await onlyKey(), '0');
      expect(Number(counted.split('\n')[1]) / 1000).toBeCloseTo(nowSeconds, -1);
    });

    test('leave no keys behind, and no readable address in them', async () => {
      const limits = await create();
      // Tries again if a busy machine took longer to look than the key is kept.
      await eventually(async () => {
        await limits.take('account ada@example.org', 2, 1);
        expect(await redis.send('KEYS', '*ada@*')).toBe('*0');
        expect(await redis.send('KEYS', '*')).toMatch(/^\*1\n/);
      });
      await eventually(async () => expect(await redis.send('DBSIZE')).toBe(':0'));
    });

    test('never keep more than the limit of a key', async () => {
      const limits = await create();
      await Promise.all(Array.from({ length: 500 }, () => limits.take('key', 7, 60)));
      expect(await redis.send('LLEN', await onlyKey())).toBe(':7');
    });

    test.each(outageNames)(
      'are local while Redis is %s, delay hardly any caller, and are shared again afterwards',
      async (state) => {
        const log = recordingLogger();
        const [one, two] = [await create(undefined, log), await create()];
        await outages[state].begin(redis);
        await one.take('key', 3, 60);
        const commands = open[0]?.commands as RedisConnections['commands'];
        const asked = vi.spyOn(commands, 'takeAttempt');
        const sinceMs = performance.now();
        expect([await one.take('key', 3, 60), await one.take('key', 3, 60)]).toEqual([0, 0]);
        expect(await one.take('key', 3, 60)).toBeGreaterThan(0);
        expect(await two.take('key', 3, 60)).toBe(0); // each process counts on its own
        for (let n = 0; n < 100; n += 1) await one.take(`other ${n}`, 3, 60);
        const seconds = (performance.now() - sinceMs) / 1000;
        expect(asked.mock.calls.length, 'one a second').toBeLessThanOrEqual(1 + seconds);

        await outages[state].end(redis);
        let attempt = 0;
        await eventually(async () => {
          attempt += 1;
          expect(await one.take(`again ${attempt}`, 1, 60)).toBe(0);
          expect(await two.take(`again ${attempt}`, 1, 60)).toBeGreaterThan(0);
        });
        const told = log.lines.filter((line) => line.includes('limits:'));
        expect(told).toHaveLength(2);
      },
    );

    test('refuse a maximum that cannot be counted', async () => {
      const limits = await create();
      await expect(limits.take('key', 0, 60)).rejects.toThrow(RangeError);
      await expect(limits.take('key', 10_001, 60)).rejects.toThrow(RangeError);
    });
  });
});

test('a URL that is not a Redis URL is refused without being shown', () => {
  const connect = () =>
    connectRedis({ url: 'http://:secret@redis', service: 'test', log: testLogger() });
  expect(connect).toThrow('must begin with redis://');
  expect(connect).not.toThrow('secret');
});
