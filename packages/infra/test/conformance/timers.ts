import { type Clock, newId, type Timer, type Timers } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

export interface TimersHarness {
  readonly clock: Clock;
  /** Another process on the same store. */
  connect(): Promise<Timers & { stop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** The tests that every implementation of timers passes. */
export function describeTimers(name: string, start: () => Promise<TimersHarness>): void {
  describe(`${name}: timers`, () => {
    let harness: TimersHarness;
    let timers: Timers & { stop(): Promise<void> };
    const queue = 'orders';

    beforeEach(async () => {
      harness = await start();
      timers = await harness.connect();
    });
    afterEach(async () => {
      await timers.stop();
      await harness.stop();
    });

    const inMs = (ms: number, data: object = {}): Timer => ({
      id: newId(),
      at: new Date(harness.clock.now().getTime() + ms),
      data,
    });
    async function collect(on: Timers = timers, from = queue) {
      const fired: { timer: Timer; atMs: number }[] = [];
      const stop = await on.process(from, async (due) => {
        fired.push(...due.map((timer) => ({ timer, atMs: harness.clock.now().getTime() })));
      });
      return { fired, stop };
    }

    test('fire once, with their data, and never before their time', async () => {
      const { fired } = await collect();
      const set = [inMs(300, { orderId: 'a' }), inMs(500, { orderId: 'b' }), inMs(-60_000)];
      await timers.schedule(queue, set);
      await eventually(() => expect(fired).toHaveLength(3));
      for (const timer of set) {
        const found = fired.find((one) => one.timer.id === timer.id);
        expect(found?.timer).toEqual(timer);
        expect(found?.atMs).toBeGreaterThanOrEqual(timer.at.getTime());
      }
      // None fires twice: after a later timer has fired, it is still the only new one.
      const last = inMs(200);
      await timers.schedule(queue, [last]);
      await eventually(() => expect(fired.at(-1)?.timer.id).toBe(last.id));
      expect(fired).toHaveLength(4);
    });

    test('exist once, however often they are scheduled under one id', async () => {
      const timer = inMs(300);
      await timers.schedule(queue, [timer, timer]);
      await timers.schedule(queue, [timer]);
      const { fired } = await collect();
      await timers.schedule(queue, [inMs(600)]);
      await eventually(() => expect(fired.length).toBeGreaterThan(1));
      expect(fired.filter((one) => one.timer.id === timer.id)).toHaveLength(1);
    });

    test('of one queue do not fire in another', async () => {
      const [here, there] = [await collect(timers, 'here'), await collect(timers, 'there')];
      await timers.schedule('here', [inMs(0)]);
      await timers.schedule('there', [inMs(0), inMs(0)]);
      await eventually(() => expect([here.fired.length, there.fired.length]).toEqual([1, 2]));
    });

    test('survive a restart', async () => {
      const soon = inMs(300);
      const late = inMs(3_600_000);
      await timers.schedule(queue, [soon, late]);
      await timers.stop();
      timers = await harness.connect();
      const { fired } = await collect();
      await eventually(() => expect(fired.map((one) => one.timer.id)).toEqual([soon.id]));
    });

    test('fire again when they were not handled, and delay no others', async () => {
      const bad = inMs(50);
      const good = Array.from({ length: 20 }, () => inMs(50));
      const handled: string[] = [];
      let refusals = 0;
      await timers.process(queue, async (due) => {
        if (due.some((timer) => timer.id === bad.id) && refusals < 4) {
          refusals += 1;
          throw new Error('not now');
        }
        handled.push(...due.map((timer) => timer.id));
      });
      await timers.schedule(queue, [bad, ...good]);
      await eventually(() => expect(new Set(handled).size).toBe(21));
      expect(refusals).toBe(4);
    });

    test('come in batches when hundreds are due at one instant', async () => {
      const batches: number[] = [];
      await timers.process(queue, async (due) => {
        batches.push(due.length);
        await new Promise((resolve) => setImmediate(resolve));
      });
      const at = inMs(300).at;
      await timers.schedule(
        queue,
        Array.from({ length: 600 }, () => ({ id: newId(), at, data: {} })),
      );
      const fired = () => batches.reduce((sum, size) => sum + size, 0);
      await eventually(() => expect(fired()).toBe(600));
      expect(batches.length).toBeLessThan(300);
      expect(Math.max(...batches)).toBeGreaterThan(2);
    });

    test('that are being handled are finished before a stop', async () => {
      let finish: () => void = () => undefined;
      const order: string[] = [];
      const stop = await timers.process(queue, async () => {
        order.push('begun');
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        order.push('done');
      });
      await timers.schedule(queue, [inMs(0)]);
      await eventually(() => expect(order).toEqual(['begun']));
      const stopping = stop().then(() => order.push('stopped'));
      finish();
      await stopping;
      expect(order).toEqual(['begun', 'done', 'stopped']);
    });

    test('are refused beyond a thousand in a call', async () => {
      const many = Array.from({ length: 1_001 }, () => inMs(1_000));
      await expect(timers.schedule(queue, many)).rejects.toThrow('at most 1000');
    });
  });
}
