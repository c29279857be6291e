import { createMetrics, type Problem } from '@onsale/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWatchers, reconnectMs } from '../src/watchers.js';

const refusal = (enter: () => unknown): Problem | undefined => {
  try {
    enter();
    return undefined;
  } catch (error) {
    return error as Problem;
  }
};

describe('the limits of watchers', () => {
  it('refuse one address beyond its share, and let others connect', () => {
    const watchers = countWatchers({ max: 100, perAddress: 2 }, createMetrics('test'));
    watchers.enter('192.0.2.1');
    watchers.enter('192.0.2.1');
    const refused = refusal(() => watchers.enter('192.0.2.1'));
    expect(refused).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(refused?.retryAfterSeconds).toBeGreaterThanOrEqual(15);
    watchers.enter('192.0.2.2');
    expect(watchers.count).toBe(3);
  });

  it('count IPv6 addresses by their network', () => {
    const watchers = countWatchers({ max: 100, perAddress: 1 }, createMetrics('test'));
    watchers.enter('2001:db8::1');
    expect(refusal(() => watchers.enter('2001:db8::2'))?.status).toBe(429);
    expect(refusal(() => watchers.enter('2001:db8:0:1::1'))).toBeUndefined();
  });

  it('refuse everyone when the process has enough', () => {
    const watchers = countWatchers({ max: 1, perAddress: 10 }, createMetrics('test'));
    const leave = watchers.enter('192.0.2.1');
    expect(refusal(() => watchers.enter('192.0.2.2'))).toMatchObject({
      status: 503,
      code: 'overloaded',
    });
    leave();
    expect(refusal(() => watchers.enter('192.0.2.2'))).toBeUndefined();
  });

  it('forget watchers that have left', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean())), (steps) => {
        const perAddress = 3;
        const watchers = countWatchers({ max: 8, perAddress }, createMetrics('test'));
        const inside: [string, () => void][] = [];
        for (const [number, comes] of steps) {
          const address = `192.0.2.${number}`;
          const mine = inside.filter(([from]) => from === address);
          if (!comes) {
            mine[0]?.[1]();
            if (mine[0]) inside.splice(inside.indexOf(mine[0]), 1);
          } else if (mine.length < perAddress && inside.length < 8) {
            inside.push([address, watchers.enter(address)]);
          } else expect(refusal(() => watchers.enter(address))).toBeDefined();
          expect(watchers.count).toBe(inside.length);
        }
      }),
    );
  });

  it('spread the reconnecting watchers over some seconds, and over more when there are more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (watchers, random) => {
          const ms = reconnectMs(watchers, random);
          expect(ms).toBeGreaterThanOrEqual(1_000);
          expect(ms).toBeLessThan(21_000);
        },
      ),
    );
    expect(reconnectMs(10, 0.5)).toBe(3_000);
    expect(reconnectMs(10_000, 0.5)).toBe(6_000);
  });
});
