import { setTimeout as pause } from 'node:timers/promises';
import { type Logger, newId, systemClock, type Timer, Unavailable } from '@onsale/runtime';
import { eventually, hasRedis, startRedis, type TestRedis, testLogger } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisTimers, type RedisTimers } from '../src/redis/timers.js';
import { describeTimers } from './conformance/timers.js';
import { recordingLogger } from './recording-logger.js';
import { startTimersOwner } from './start-timers-owner.js';

const inMs = (ms: number): Timer => ({ id: newId(), at: new Date(Date.now() + ms), data: {} });

describe.runIf(hasRedis)('with a redis-server', () => {
  let redis: TestRedis;
  const create = (log: Logger = testLogger()) =>
    createRedisTimers({ url: redis.url, clock: systemClock, log, firstBackoffMs: 20 });
  beforeAll(async () => {
    redis = await startRedis({ password: 'sec:ret/ü' });
  });
  afterAll(() => redis.stop());

  describeTimers('redis', async () => ({
    clock: systemClock,
    connect: () => create(),
    async stop() {
      await redis.send('FLUSHALL');
    },
  }));

  describe('timers on Redis', () => {
    let timers: RedisTimers;
    let fired: string[];
    /** Handles due timers from now on. */
    async function startFiring(log?: Logger): Promise<void> {
      timers = await create(log);
      await timers.process('q', async (due) => {
        fired.push(...due.map((timer) => timer.id));
      });
    }
    /** Checks that timers fire again once Redis is back. */
    async function expectToFire(...before: Timer[]): Promise<void> {
      const timer = inMs(50);
      await eventually(() => timers.schedule('q', [timer]));
      const ids = [...before, timer].map(({ id }) => id);
      // A timer may fire twice when Redis died before it could record the first time.
      await eventually(() => expect(new Set(fired)).toEqual(new Set(ids)));
    }
    beforeEach(() => {
      fired = [];
    });
    afterEach(async () => {
      await timers.stop();
      await redis.send('FLUSHALL');
    });

    test('start without Redis, refuse to be scheduled while it is away, and work once it is there', async () => {
      await redis.kill();
      await startFiring();
      await expect(timers.schedule('q', [inMs(0)])).rejects.toThrow(Unavailable);
      await expect(timers.ping()).rejects.toThrow(Unavailable);
      await redis.restart();
      await expectToFire();
      await timers.ping();
    });

    test('survive when Redis is killed, and fire when it is back', async () => {
      await startFiring();
      const [soon, many] = [inMs(500), Array.from({ length: 300 }, () => inMs(1_000))];
      await timers.schedule('q', [soon, ...many]);
      await redis.restart();
      await expectToFire(soon, ...many);
    });

    test('work again when Redis comes back without its data', async () => {
      await startFiring();
      await timers.schedule('q', [inMs(60_000), inMs(120_000)]);
      await redis.restart({ keepData: false });
      await expectToFire();
    });

    test('are refused while Redis does not answer, and work when it does', async () => {
      await startFiring();
      redis.pause();
      await expect(timers.schedule('q', [inMs(0)])).rejects.toThrow(Unavailable);
      redis.resume();
      await eventually(() => timers.ping());
      fired = []; // the refused timer may have been stored all the same
      const timer = inMs(0);
      await timers.schedule('q', [timer]);
      await eventually(() => expect(fired).toContain(timer.id));
    });

    test('are refused by a Redis that is full', async () => {
      await startFiring();
      await redis.send('CONFIG', 'SET', 'maxmemory', '1');
      await expect(timers.schedule('q', [inMs(0)])).rejects.toThrow(Unavailable);
      await expect(timers.schedule('q', [inMs(0), inMs(1_000)])).rejects.toThrow(Unavailable);
      await redis.send('CONFIG', 'SET', 'maxmemory', '0');
      await expectToFire();
    });

    test.each(['dead', 'dead from the start', 'silent'])(
      'stop while Redis is %s, after the current batch',
      async (state) => {
        if (state === 'dead from the start') await redis.kill();
        let finish = () => {};
        let begun = false;
        timers = await create();
        await timers.process('q', async () => {
          begun = true;
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          fired.push('done');
        });
        if (state !== 'dead from the start') {
          await timers.schedule('q', [inMs(0)]);
          await eventually(() => expect(begun).toBe(true));
        }
        if (state === 'dead') await redis.kill();
        if (state === 'silent') redis.pause();
        const stopped = timers.stop();
        finish();
        await stopped;
        expect(fired).toEqual(state === 'dead from the start' ? [] : ['done']);
        await redis.restart({ keepData: false });
      },
    );

    test('that take long to handle complete during a stop and never fire again', async () => {
      timers = await create();
      let begun = false;
      await timers.process('q', async () => {
        begun = true;
        // Longer than a worker may take to close its connection.
        await pause(4_000);
      });
      await timers.schedule('q', [inMs(0)]);
      await eventually(() => expect(begun).toBe(true));
      await timers.stop();
      expect(await redis.send('LLEN', 'onsale:q:active')).toBe(':0');
    });

    test('log a warning about a Redis that may evict them', async () => {
      await redis.send('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      const log = recordingLogger();
      timers = await create(log);
      await eventually(() => expect(log.lines.join()).toContain('must be noeviction'));
      await redis.send('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    });

    test('of a killed process fire in the next one', async () => {
      timers = await create();
      const timer = inMs(0);
      await timers.schedule('q', [timer]);
      const owner = await startTimersOwner(redis.url);
      expect(owner.timerId).toBe(timer.id);
      await owner.kill();
      await timers.process('q', async (due) => {
        fired.push(...due.map(({ id }) => id));
      });
      await eventually(() => expect(fired).toEqual([timer.id]));
    });

    test('log once that Redis is away and once that it is back, and never its password', async () => {
      const log = recordingLogger();
      await startFiring(log);
      await redis.kill();
      await eventually(() => expect(log.lines.join('\n')).toMatch(/timers:worker.*redis: away/));
      await expect(timers.schedule('q', [inMs(0)])).rejects.toThrow();
      await redis.restart();
      await eventually(() => expect(log.lines.join('\n')).toMatch(/"timers".*redis: back/));
      expect(log.lines.filter((line) => line.includes('redis: away'))).toHaveLength(2);
      expect(log.lines.length).toBeLessThan(12);
      expect(log.lines.join()).not.toContain('sec');
    });
  });
});
