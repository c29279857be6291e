import type { Message } from '@onsale/contracts/message';
import { type Bus, newId, overloaded, Unavailable } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  expiries,
  expiry,
  expiryType,
  idsOf,
  signedOut,
  signedOutType,
  versionKeeper,
} from './messages.js';

/** One store, and adapters on it; to the store each adapter looks like a process of its own. */
export interface BusHarness {
  connect(): Promise<Bus & { stop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** The tests that every implementation of the bus passes. */
export function describeBus(name: string, start: () => Promise<BusHarness>): void {
  describe(`${name}: a bus`, () => {
    let harness: BusHarness;
    let open: (Bus & { stop(): Promise<void> })[];

    const connect = async () => {
      const bus = await harness.connect();
      open.push(bus);
      return bus;
    };
    const listen = async (bus: Bus, subscription: string, type = expiryType) => {
      const taken: Message[] = [];
      const stop = await bus.subscribe({
        name: subscription,
        types: [type],
        async handle(messages) {
          taken.push(...messages);
        },
      });
      return { taken, stop };
    };

    beforeEach(async () => {
      open = [];
      harness = await start();
    });
    afterEach(async () => {
      for (const bus of open) await bus.stop();
      await harness.stop();
    });

    test('delivers to every subscription of the type and to no other', async () => {
      const bus = await connect();
      const [one, two] = [await listen(bus, 'one'), await listen(bus, 'two')];
      const other = await listen(bus, 'other', signedOutType);
      const messages = expiries(20);
      const different = signedOut();
      await bus.publish([...messages, different]);
      await eventually(() => {
        expect(idsOf(one.taken)).toEqual(idsOf(messages));
        expect(idsOf(two.taken)).toEqual(idsOf(messages));
        expect(other.taken).toEqual([different]);
      });
      expect(one.taken).toEqual(messages);
    });

    test('gives a new subscription what was published before it', async () => {
      const bus = await connect();
      const messages = expiries(30);
      await bus.publish(messages);
      const late = await listen(bus, 'late');
      await eventually(() => expect(idsOf(late.taken)).toEqual(idsOf(messages)));
    });

    test('continues where it was after a restart', async () => {
      const before = expiries(3);
      const first = await connect();
      const one = await listen(first, 'one');
      await first.publish(before);
      await eventually(() => expect(one.taken).toHaveLength(3));
      await one.stop();
      await first.stop();

      const after = expiries(3);
      const second = await connect();
      const again = await listen(second, 'one');
      await second.publish(after);
      await eventually(() => expect(idsOf(again.taken)).toEqual(idsOf(after)));
    });

    test('redelivers messages of a process that died while it handled them', async () => {
      const messages = expiries(50);
      const keeper = versionKeeper();
      let die: () => void = () => undefined;
      const dying = await connect();
      await dying.subscribe({
        name: 'one',
        types: [expiryType],
        handle(taken) {
          keeper.take(taken); // the consumer has handled them, and the bus never learns about it
          return new Promise((_, reject) => {
            die = () => reject(new Error('died'));
          });
        },
      });
      await dying.publish(messages);
      await eventually(() => expect(keeper.versions.size).toBeGreaterThan(0));

      const heir = await listen(await connect(), 'one');
      await eventually(() => {
        const known = new Set(idsOf(heir.taken));
        expect(messages.every((message) => known.has(message.id))).toBe(true);
      });
      // The subscription of the dying process must not take messages that fail from now on.
      const stopped = dying.stop();
      die();
      await stopped;
    });

    test('loses nothing when it is stopped in the middle of a backlog', async () => {
      const messages = expiries(1_500);
      const publisher = await connect();
      await publisher.publish(messages.slice(0, 1_000));
      await publisher.publish(messages.slice(1_000));
      const taken = new Set<string>();
      let fragile = await connect();
      for (let run = 0; taken.size < messages.length && run < 20; run += 1) {
        let calls = 0;
        const bus = fragile;
        await bus.subscribe({
          name: 'one',
          types: [expiryType],
          async handle(some) {
            calls += 1;
            if (calls === 2) throw new Error('interrupted');
            for (const { id } of some) taken.add(id);
          },
        });
        await eventually(() => expect(calls).toBeGreaterThan(0));
        await bus.stop();
        fragile = await connect();
      }
      expect([...taken].sort()).toEqual(idsOf(messages));
    });

    test('keeps every consumer of versions right under duplicates, disorder and failures', async () => {
      const subjects = Array.from({ length: 20 }, () => newId());
      const versions = subjects.flatMap((subject) =>
        [1, 2, 3, 4, 5].map((v) => expiry(subject, v)),
      );
      const shuffled = versions
        .concat(versions.slice(0, 50))
        .map((message) => ({ message, at: Math.random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ message }) => message);
      const keeper = versionKeeper();
      const bus = await connect();
      await bus.subscribe({
        name: 'one',
        types: [expiryType],
        async handle(messages) {
          if (Math.random() < 0.2) throw new Error('before its effect');
          keeper.take(messages);
          if (Math.random() < 0.2) throw new Error('after its effect');
        },
      });
      for (let at = 0; at < shuffled.length; at += 10)
        await bus.publish(shuffled.slice(at, at + 10));
      await eventually(async () => {
        for (const letter of await bus.deadLetters(100)) await bus.replay(letter.id);
        expect([...keeper.versions]).toHaveLength(subjects.length);
        expect([...keeper.versions.values()].every((version) => version === 5)).toBe(true);
      });
    });

    test('lets two processes share one subscription without losing anything', async () => {
      const [left, right] = [await connect(), await connect()];
      const [one, two] = [await listen(left, 'shared'), await listen(right, 'shared')];
      const messages = expiries(600);
      await Promise.all([left.publish(messages.slice(0, 300)), right.publish(messages.slice(300))]);
      await eventually(() =>
        expect([...new Set([...idsOf(one.taken), ...idsOf(two.taken)])].sort()).toEqual(
          idsOf(messages),
        ),
      );
      await eventually(async () => expect((await left.lag()).get('shared')).toBe(0));
    });

    test('carries a backlog of 10,000 messages in batches', async () => {
      const bus = await connect();
      for (let at = 0; at < 10; at += 1) await bus.publish(expiries(1_000));
      const sizes: number[] = [];
      await bus.subscribe({
        name: 'one',
        types: [expiryType],
        async handle(messages) {
          sizes.push(messages.length);
        },
      });
      const taken = () => sizes.reduce((sum, size) => sum + size, 0);
      await eventually(() => expect(taken()).toBe(10_000));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
      expect(sizes.length).toBeLessThan(200);
    });

    test('delivers large messages a few at a time, and small ones many at a time', async () => {
      const bus = await connect();
      const padding = 'x'.repeat(500_000);
      const large = expiries(40).map((one) => ({ ...one, data: { ...one.data, padding } }));
      for (const message of large) await bus.publish([message]);
      const sizes = new Map<string, number[]>();
      const taken: string[] = [];
      // The first reads from memory where it can, the second from the store.
      for (const on of [bus, await connect()]) {
        const name = on === bus ? 'here' : 'elsewhere';
        sizes.set(name, []);
        await on.subscribe({
          name,
          types: [expiryType],
          async handle(messages) {
            taken.push(...messages.map(({ id }) => id));
            sizes.get(name)?.push(JSON.stringify(messages).length);
          },
        });
      }
      await eventually(() => expect(new Set(taken)).toEqual(new Set(idsOf(large))));
      await eventually(() => expect(taken.length).toBeGreaterThanOrEqual(80));
      expect(Math.max(...[...sizes.values()].flat())).toBeLessThan(8_100_000);
    });

    test('reports how much is waiting for each subscription', async () => {
      const bus = await connect();
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      await bus.subscribe({ name: 'slow', types: [expiryType], handle: () => gate });
      const quick = await listen(bus, 'quick');
      await bus.publish([...expiries(7), signedOut()]);
      await eventually(() => expect(quick.taken).toHaveLength(7));
      await eventually(async () => {
        const lag = await bus.lag();
        expect([lag.get('slow'), lag.get('quick')]).toEqual([7, 0]);
      });
      open();
      await eventually(async () => expect((await bus.lag()).get('slow')).toBe(0));
    });

    test('refuses too many messages in one call, and anything that is not a message', async () => {
      const bus = await connect();
      const one = await listen(bus, 'one');
      await expect(bus.publish(expiries(1_001))).rejects.toThrow('at most 1000');
      for (const broken of [
        { ...expiry(), id: 'x' },
        { ...expiry(), type: 'order.*' as never },
      ]) {
        await expect(bus.publish([expiry(), broken])).rejects.toThrow('Not a message');
      }
      const good = expiry();
      await bus.publish([good]);
      await eventually(() => expect(one.taken).toEqual([good]));
    });

    test('stops as soon as the current batch is done, and not before', async () => {
      const bus = await connect();
      let finish: () => void = () => undefined;
      let calls = 0;
      let done = false;
      const stop = await bus.subscribe({
        name: 'one',
        types: [expiryType],
        async handle() {
          calls += 1;
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          done = true;
        },
      });
      await bus.publish([expiry()]);
      await eventually(() => expect(calls).toBe(1));
      let stopped = false;
      const stopping = stop().then(() => {
        stopped = true;
      });
      await bus.publish([expiry()]);
      expect([stopped, done]).toEqual([false, false]);
      finish();
      await stopping;
      expect([done, calls]).toEqual([true, 1]);
    });

    test('waits for a consumer whose database is unavailable or busy, and gives up no message', async () => {
      const bus = await connect();
      const taken: Message[] = [];
      let away = 8;
      await bus.subscribe({
        name: 'one',
        types: [expiryType],
        async handle(messages) {
          if (away-- > 0) throw away % 2 ? new Unavailable('The database') : overloaded();
          taken.push(...messages);
        },
      });
      const messages = expiries(1);
      await bus.publish(messages);
      await eventually(() => expect(idsOf(taken)).toEqual(idsOf(messages)));
      expect(await bus.deadLetters(10)).toEqual([]);
    });
  });
}
