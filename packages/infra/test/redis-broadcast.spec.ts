import { eventually, hasRedis, startRedis, type TestRedis, testLogger } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createRedisBroadcast } from '../src/redis/broadcast.js';
import { connectRedis, type RedisConnections } from '../src/redis/connect.js';
import { describeBroadcast } from './conformance/broadcast.js';
import { recordingLogger } from './recording-logger.js';

describe.runIf(hasRedis)('with a redis-server', () => {
  let redis: TestRedis;
  const open: RedisConnections[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connections) => connections.close()));
  });
  afterAll(() => redis.stop());

  /** The broadcast of another process. */
  function create(log = testLogger()) {
    const connections = connectRedis({ url: redis.url, service: 'test', log });
    open.push(connections);
    return createRedisBroadcast({ redis: connections, log });
  }
  const listeningOn = async (channel: string) =>
    Number((await redis.send('PUBSUB', 'NUMSUB', `onsale:test:news:${channel}`)).split(':').at(-1));

  describeBroadcast('redis', async () => create());

  describe('a broadcast through Redis', () => {
    test('reaches listeners in other processes, each of them once', async () => {
      const [one, two] = [create(), create()];
      const heard: string[] = [];
      one.subscribe('stock', (news) => heard.push(`one ${JSON.stringify(news)}`));
      two.subscribe('stock', (news) => heard.push(`two ${JSON.stringify(news)}`));
      two.subscribe('stock', (news) => heard.push(`two too ${JSON.stringify(news)}`));
      two.subscribe('orders', (news) => heard.push(`orders ${JSON.stringify(news)}`));
      await eventually(async () => expect(await listeningOn('stock')).toBe(2));
      for (const connections of open) await eventually(() => connections.ping());
      one.publish('stock', { n: 2 });
      expect(heard).toEqual(['one {"n":2}']); // at once
      two.publish('stock', { n: 3 });
      two.publish('orders', { n: 4 });
      const expected = ['one {"n":2}', 'one {"n":3}', 'orders {"n":4}'].concat(
        [2, 3].flatMap((n) => [`two {"n":${n}}`, `two too {"n":${n}}`]),
      );
      await eventually(() => expect(heard.toSorted()).toEqual(expected.toSorted()));
      // The next message is the only one to come: none was on its way twice.
      two.publish('stock', { n: 5 });
      await eventually(() => expect(heard).toContain('one {"n":5}'));
      expect(heard).toHaveLength(expected.length + 3);
    });

    test('reaches no process without listeners', async () => {
      const one = create();
      const stops = [one.subscribe('stock', () => {}), one.subscribe('stock', () => {})];
      await eventually(async () => expect(await listeningOn('stock')).toBe(1));
      await stops[0]?.();
      await stops[0]?.();
      expect(await listeningOn('stock')).toBe(1);
      await stops[1]?.();
      await eventually(async () => expect(await listeningOn('stock')).toBe(0));
    });

    test('works within the process while Redis is away, and between processes when it is back', async () => {
      await redis.kill();
      const log = recordingLogger();
      const [one, two] = [create(log), create()];
      const [here, there]: object[][] = [[], []];
      one.subscribe('stock', (news) => here?.push(news));
      two.subscribe('stock', (news) => there?.push(news));
      for (let n = 0; n < 2_000; n += 1) one.publish('stock', { n });
      expect(here).toHaveLength(2_000);

      const expectToHear = async (what: string) => {
        await eventually(() => {
          one.publish('stock', { what });
          expect(there?.at(-1)).toEqual({ what });
        });
      };
      await redis.restart();
      await expectToHear('back');
      expect(there?.every((news) => 'what' in news)).toBe(true); // the rest was dropped, and that was announced
      expect(log.lines.join('\n')).toMatch(/"dropped":\d{4}/);
      await redis.restart({ keepData: false });
      await expectToHear('back again');
    });

    test('drops messages instead of queueing them endlessly for a silent Redis', async () => {
      const log = recordingLogger();
      const one = create(log);
      one.subscribe('stock', () => {});
      await eventually(async () => expect(await listeningOn('stock')).toBe(1));
      await eventually(() => open[0]?.ping());
      redis.pause();
      for (let n = 0; n < 3_000; n += 1) one.publish('stock', { n });
      expect(open[0]?.commands.commandQueue.length).toBeLessThanOrEqual(1_000);
      await eventually(
        () => expect(log.lines.join('\n')).toContain('redis: away'), // the connection is given up
        { timeoutMs: 15_000 },
      );
      redis.resume();
      await eventually(() => expect(log.lines.join('\n')).toContain('"dropped":3000'));
    });

    test('ignores messages that it does not understand', async () => {
      const log = recordingLogger();
      const one = create(log);
      const heard: object[] = [];
      one.subscribe('stock', (news) => heard.push(news));
      await eventually(async () => expect(await listeningOn('stock')).toBe(1));
      for (const text of ['', 'null', '{"from":1}', '{"from":"x","news":3}', '[]']) {
        await redis.send('PUBLISH', 'onsale:test:news:stock', text);
      }
      await redis.send(
        'PUBLISH',
        'onsale:test:news:stock',
        '{"from":"x","news":{"n":1},"later":true}',
      );
      await eventually(() => expect(heard).toEqual([{ n: 1 }]));
      expect(log.lines.filter((line) => line.includes('not understood'))).toHaveLength(5);
    });
  });
});
