import { buildFirst } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catchUp } from '../src/catch-up.js';
import { chaos } from '../src/chaos.js';
import { instances } from '../src/instances.js';
import type { OwnCluster } from '../src/own-cluster.js';
import { ownRoller } from '../src/own-roll.js';
import { ownTarget } from '../src/own-target.js';
import { update } from '../src/update.js';
import { bad, end, hasPrograms, start, timeout } from './stage.js';

describe.runIf(hasPrograms)('on one cluster, in small', () => {
  let own: OwnCluster;

  beforeAll(async () => {
    await buildFirst();
    own = await start('test', { web: true, cuttable: true });
  }, timeout);
  afterAll(() => end(own), timeout);

  it(
    'chaos: everything is killed, paused or cut off once, and nothing is lost',
    async () => {
      const { stage } = own;
      const target = ownTarget(stage.cluster, stage.ackWaitMs);
      const outcome = await chaos(stage, target, { seed: 4, seconds: 25, rate: 15 });
      expect(bad(outcome)).toBe('');
      const { faults } = outcome.figures as { faults: { kind: string }[] };
      expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['kill', 'pause', 'cut']));
      expect(faults.length).toBeGreaterThanOrEqual(12);
    },
    timeout,
  );

  it(
    'update: orders and payments are replaced during a rush, and no buyer gets an error',
    async () => {
      const before = own.stage.cluster.parts();
      const groups = ['orders', 'payments'];
      const [seconds, rate] = [90, 5];
      const roller = await ownRoller(own.stage, { groups });
      const outcome = await update(own.stage, roller, { seed: 4, seconds, rate });
      expect(bad(outcome)).toBe('');
      expect(outcome.figures).toMatchObject({ errors: 0, pages: expect.any(Number) });
      // Buyers came for as long as the roll took, and no longer.
      const { roll, arrivedMs, orders } = outcome.figures as {
        roll: { endsMs: number };
        arrivedMs: number;
        orders: number;
      };
      expect(arrivedMs).toBeGreaterThan(roll.endsMs);
      expect(orders).toBeLessThan(seconds * rate);
      const after = new Map(own.stage.cluster.parts().map(({ name, pid }) => [name, pid]));
      for (const { group, name, pid } of before) {
        const isReplaced = groups.includes(group);
        expect([name, after.get(name) === pid]).toEqual([name, !isReplaced]);
      }
    },
    timeout,
  );

  it(
    'catch-up: tickets handles a backlog with duplicates and disorder exactly once',
    async () => {
      const outcome = await catchUp(own.stage, { seed: 4, seconds: 10, rate: 5, messages: 2_000 });
      expect(bad(outcome)).toBe('');
      const { lags, published, duplicates } = outcome.figures as {
        lags: { waiting: number }[];
        published: { messages: number };
        duplicates: { messages: number; rows: number };
      };
      expect(published.messages).toBeGreaterThanOrEqual(2_000);
      expect(Math.max(...lags.map(({ waiting }) => waiting))).toBeGreaterThanOrEqual(2_000);
      expect(duplicates.messages).toBeGreaterThan(100);
      expect(duplicates.rows).toBeGreaterThan(10);
    },
    timeout,
  );

  it(
    'instances: the drill counts holds with one instance of orders and with two',
    async () => {
      const outcome = await instances(own.stage, { seed: 4, seconds: 0.5, rounds: 1 });
      expect(bad(outcome)).toBe('');
      const { holdsPerSecond } = outcome.figures as {
        holdsPerSecond: { one: number; two: number };
      };
      expect(holdsPerSecond.one).toBeGreaterThan(1);
      expect(holdsPerSecond.two).toBeGreaterThan(1);
    },
    timeout,
  );
});
