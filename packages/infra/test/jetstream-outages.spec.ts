import type { Message } from '@onsale/contracts/message';
import { Unavailable } from '@onsale/runtime';
import {
  eventually,
  natsServerPath,
  startNats,
  startNatsCluster,
  type TestNats,
} from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JetStreamBus } from '../src/jetstream/bus.js';
import { expiries, expiry, expiryType, idsOf } from './conformance/messages.js';
import { asOperator, startWorld, type World } from './jetstream-world.js';

const patient = { timeoutMs: 25_000 };

/** A consumer that remembers the ids. */
async function listen(bus: JetStreamBus, name = 'one'): Promise<Set<string>> {
  const taken = new Set<string>();
  await bus.subscribe({
    name,
    types: [expiryType],
    async handle(messages) {
      for (const { id } of messages) taken.add(id);
    },
  });
  return taken;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Publishes as a relay does, until it is told to end: what is refused is published again. */
function publishOn(bus: JetStreamBus) {
  const stored: Message[] = [];
  let refusals = 0;
  let isOver = false;
  const done = (async () => {
    for (let batch = expiries(20); !isOver; ) {
      try {
        await bus.publish(batch);
        stored.push(...batch);
        batch = expiries(20);
      } catch (error) {
        expect(error).toBeInstanceOf(Unavailable);
        refusals += 1;
      }
      await pause();
    }
  })();
  return {
    stored,
    refusals: () => refusals,
    async end() {
      isOver = true;
      await done;
    },
  };
}

describe.skipIf(natsServerPath === undefined)('with a nats-server that fails', () => {
  let nats: TestNats;
  let world: World;
  beforeEach(async () => {
    nats = await startNats();
    world = await startWorld();
  });
  afterEach(async () => {
    await world.stop();
    await nats.stop();
  });

  test('a service starts without it, and delivers when it is there', async () => {
    await nats.kill();
    const bus = await world.open([nats.url]);
    const taken = await listen(bus);
    const message = expiry();
    for (const refused of [bus.publish([message]), bus.ping(), bus.lag()]) {
      await expect(refused).rejects.toBeInstanceOf(Unavailable);
    }
    await nats.restart();
    await eventually(() => bus.publish([message]));
    await eventually(() => expect([...taken]).toEqual([message.id]));
  });

  test('a bus that never reached it stops', async () => {
    await nats.kill();
    const bus = await world.open([nats.url]);
    const stop = await bus.subscribe({ name: 'one', types: [expiryType], handle: async () => {} });
    await stop();
    await bus.stop();
  });

  test('killed and started again, it loses nothing that it acknowledged', async () => {
    const bus = await world.connect([nats.url]);
    const taken = await listen(bus);
    const publishing = publishOn(bus);
    for (let round = 0; round < 3; round += 1) {
      const before = publishing.stored.length;
      await eventually(() => expect(publishing.stored.length).toBeGreaterThan(before + 200));
      await nats.kill();
      await expect(bus.ping()).rejects.toBeInstanceOf(Unavailable);
      await nats.restart();
    }
    const before = publishing.stored.length;
    await eventually(() => expect(publishing.stored.length).toBeGreaterThan(before), patient);
    await publishing.end();
    expect(publishing.refusals()).toBeGreaterThan(0);
    await eventually(
      () => expect(idsOf(publishing.stored).filter((id) => !taken.has(id))).toEqual([]),
      patient,
    );
  }, 60_000);

  test('come back empty, it is filled again, and what was in hand harms nothing', async () => {
    const bus = await world.connect([nats.url]);
    let finish: () => void = () => undefined;
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        if (taken.length === 0) await new Promise<void>((resolve) => (finish = resolve));
        taken.push(...idsOf(messages));
      },
    });
    const lost = expiries(3);
    await bus.publish(lost);
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(3));
    await nats.kill();
    await nats.forget();
    await nats.restart();
    // They get the numbers in the stream that those in hand had.
    const found = expiries(3);
    await eventually(() => bus.publish(found), patient);
    finish();
    await eventually(() => expect(taken).toEqual(expect.arrayContaining(idsOf(found))), patient);
    expect(taken.slice(0, 3)).toEqual(idsOf(lost));
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(0), patient);
  }, 60_000);

  test('silent, it makes publishers wait no longer than a few seconds', async () => {
    const bus = await world.connect([nats.url]);
    const taken = await listen(bus);
    await nats.pause();
    const startedMs = performance.now();
    const message = expiry();
    await expect(bus.publish([message])).rejects.toBeInstanceOf(Unavailable);
    expect(performance.now() - startedMs).toBeLessThan(8_000);
    nats.resume();
    await eventually(() => bus.publish([message]), patient);
    await eventually(() => expect([...taken]).toEqual([message.id]), patient);
  }, 60_000);

  test('three keep three copies, also of a stream that had one', async () => {
    const cluster = await startNatsCluster();
    const copies = () =>
      asOperator(cluster.urls[0] ?? '', async ({ streams }) => {
        const { config } = await streams.info('ONSALE');
        return config.num_replicas;
      });
    const before = await world.connect(cluster.urls, { replicas: 1 });
    await before.publish([expiry()]);
    expect(await copies()).toBe(1);
    const after = await world.connect(cluster.urls);
    expect(await copies()).toBe(3);
    await eventually(() => after.publish([expiry()]), patient);
    const taken = await listen(after);
    await eventually(() => expect(taken.size).toBe(2), patient);
    await before.stop();
    await after.stop();
    await cluster.stop();
  }, 60_000);

  test('one of three killed at a time, nothing is lost and all goes on', async () => {
    const cluster = await startNatsCluster();
    const [left, right] = await Promise.all(
      [0, 1].map(() => world.connect(cluster.urls, { ackWaitMs: 2_000 })),
    );
    if (!left || !right) throw new Error('not connected');
    const taken = [await listen(left), await listen(right)];
    const publishing = [publishOn(left), publishOn(right)];
    const isTaken = (id: string) => taken.some((ids) => ids.has(id));
    for (const server of cluster.servers) {
      const goesOn = async () => {
        const before = publishing.map(({ stored }) => stored.length);
        const ids = taken.reduce((sum, each) => sum + each.size, 0);
        await eventually(() => {
          for (const [at, { stored }] of publishing.entries()) {
            expect(stored.length).toBeGreaterThan((before[at] ?? 0) + 100);
          }
          expect(taken.reduce((sum, each) => sum + each.size, 0)).toBeGreaterThan(ids + 100);
        }, patient);
      };
      await goesOn();
      await server.kill();
      await goesOn();
      await server.restart();
    }
    for (const each of publishing) await each.end();
    const stored = publishing.flatMap((each) => each.stored);
    await eventually(() => expect(idsOf(stored).filter((id) => !isTaken(id))).toEqual([]), patient);
    await left.stop();
    await right.stop();
    await cluster.stop();
  }, 150_000);
});
