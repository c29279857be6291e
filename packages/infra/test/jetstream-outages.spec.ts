import { connect } from '@nats-io/transport-node';
import type { Message } from '@onsale/contracts/message';
import { Unavailable } from '@onsale/runtime';
import {
  betweenTries,
  eventually,
  natsServerPath,
  startNats,
  startNatsCluster,
  type TestNats,
  type TestNatsCluster,
  type TestNatsOptions,
} from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clusterSettings } from '../src/cluster-settings.js';
import type { JetStreamBus } from '../src/jetstream/bus.js';
import { consumerName, streamName, subjectOf } from '../src/jetstream/names.js';
import { ensureConsumer } from '../src/jetstream/stream.js';
import { expiries, expiry, expiryType, idsOf } from './conformance/messages.js';
import { asOperator, startTestBuses, type TestBuses } from './test-buses.js';

const patient = { timeoutMs: 25_000 };
/** On a busy machine, two servers of 2.9 can take most of a minute to elect the leader of a consumer. */
const untilElected = { timeoutMs: 100_000 };

/** Subscribes, and collects the ids of the messages it receives. */
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

/** Publishes as a relay does, until it is stopped: refused messages are published again. */
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
      await betweenTries();
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

/** The connections of buses, each with its server and the number of its subscriptions there. */
async function clientsOf(servers: readonly TestNats[]) {
  const each = servers.map(async (server) => {
    const answer = await fetch(`${server.monitorUrl}/connz`);
    const { connections } = (await answer.json()) as {
      connections: { name?: string; subscriptions: number }[];
    };
    return connections
      .filter(({ name }) => name === 'onsale test')
      .map(({ subscriptions }) => ({ server, subscriptions }));
  });
  return (await Promise.all(each)).flat();
}

/**
 * Checks that the stream and the consumer of `listen` have this many copies, all of them current.
 */
async function assertCopies(server: string, copies: number): Promise<void> {
  await asOperator(server, async ({ streams, consumers }) => {
    const infos = [
      await streams.info(streamName),
      await consumers.info(streamName, consumerName('one', expiryType)),
    ];
    for (const { cluster } of infos) {
      const current = (cluster?.replicas ?? []).filter((replica) => replica.current);
      expect(current.length + 1).toBe(copies);
    }
  });
}

describe.skipIf(natsServerPath === undefined)('with a nats-server that fails', () => {
  let nats: TestNats;
  let testBuses: TestBuses;
  let cluster: TestNatsCluster | undefined;
  /** Lets a waiting handler finish. */
  let finish: () => void = () => undefined;
  beforeEach(async () => {
    nats = await startNats();
    testBuses = await startTestBuses();
  });
  afterEach(async () => {
    finish();
    await testBuses.stop();
    await nats.stop();
    await cluster?.stop();
    cluster = undefined;
  });

  const startCluster = async (options: TestNatsOptions = {}) => {
    cluster = await startNatsCluster(options);
    return cluster;
  };

  test('a service starts without it, and delivers when it is there', async () => {
    await nats.kill();
    const bus = await testBuses.open([nats.url]);
    const taken = await listen(bus);
    const message = expiry();
    for (const refused of [bus.publish([message]), bus.ping(), bus.lag()]) {
      await expect(refused).rejects.toBeInstanceOf(Unavailable);
    }
    await nats.restart();
    await eventually(() => bus.publish([message]), patient);
    await eventually(() => expect([...taken]).toEqual([message.id]), patient);
  }, 60_000);

  test('a bus that never reached it can be stopped', async () => {
    await nats.kill();
    const bus = await testBuses.open([nats.url]);
    const stop = await bus.subscribe({ name: 'one', types: [expiryType], handle: async () => {} });
    await stop();
    await bus.stop();
  });

  test('after a kill and a restart no message that it acknowledged is lost', async () => {
    const bus = await testBuses.connect([nats.url]);
    const taken = await listen(bus);
    const publishing = publishOn(bus);
    for (let round = 0; round < 3; round += 1) {
      const before = publishing.stored.length;
      await eventually(
        () => expect(publishing.stored.length).toBeGreaterThan(before + 200),
        patient,
      );
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

  test('a server that comes back empty gets its stream again, and older deliveries in progress do no harm', async () => {
    const bus = await testBuses.connect([nats.url]);
    const lost = expiries(3);
    await bus.publish(lost);
    const begun: string[] = [];
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        begun.push(...idsOf(messages));
        if (taken.length === 0) await new Promise<void>((resolve) => (finish = resolve));
        taken.push(...idsOf(messages));
      },
    });
    await eventually(() => expect(begun).toEqual(idsOf(lost)), patient);
    await nats.kill();
    await nats.forget();
    await nats.restart();
    // They get the stream numbers of the messages that are still being handled.
    const found = expiries(3);
    await eventually(() => bus.publish(found), patient);
    finish();
    await eventually(() => expect(taken).toEqual(expect.arrayContaining(idsOf(found))), patient);
    expect(taken.slice(0, 3)).toEqual(idsOf(lost));
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(0), patient);
  }, 60_000);

  test('publishers get an error soon when the server is silent', async () => {
    const bus = await testBuses.connect([nats.url]);
    const taken = await listen(bus);
    await nats.pause();
    const message = expiry();
    await expect(bus.publish([message])).rejects.toBeInstanceOf(Unavailable);
    nats.resume();
    await eventually(() => bus.publish([message]), patient);
    await eventually(() => expect([...taken]).toEqual([message.id]), patient);
  }, 60_000);

  test('a silent server is abandoned for one that answers, even with much data on its way', async () => {
    const other = await startNats();
    await other.kill();
    const bus = await testBuses.connect([nats.url, other.url], { replicas: 1 });
    await nats.pause();
    await other.restart();
    // More than the buffers on the way can take: no answer comes, and nothing more can be written.
    const much = await Promise.allSettled(
      Array.from({ length: 40 }, () => bus.publish(expiries(1_000))),
    );
    expect(much.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    await eventually(() => bus.publish([expiry()]), patient);
    await bus.stop();
    await other.stop();
  }, 60_000);

  test('three servers keep three copies, even of a stream that had one', async () => {
    const { urls } = await startCluster();
    const copies = () =>
      asOperator(urls[0] ?? '', async ({ streams }) => {
        const { config } = await streams.info('ONSALE');
        return config.num_replicas;
      });
    const before = await testBuses.connect(urls, { replicas: 1 });
    await before.publish([expiry()]);
    expect(await copies()).toBe(1);
    const after = await testBuses.connect(urls);
    expect(await copies()).toBe(3);
    await eventually(() => after.publish([expiry()]), patient);
    const taken = await listen(after);
    await eventually(() => expect(taken.size).toBe(2), patient);
  }, 60_000);

  test('a delivery that was lost on its way is repeated within seconds', async () => {
    const ackWaitMs = Number(clusterSettings('orders').busAckWaitSeconds.defaultText) * 1_000;
    const bus = await testBuses.connect([nats.url], { ackWaitMs });
    const consumer = consumerName('one', expiryType);
    const wanted = { name: consumer, subject: subjectOf(expiryType), ackWaitMs };
    await asOperator(nats.url, (manager) => ensureConsumer(manager, wanted));
    const message = expiry();
    await bus.publish([message]);
    const connection = await connect({ servers: [nats.url] });
    const given: string[] = [];
    connection.subscribe('given', {
      callback: (_error, { data }) => void given.push(String(data)),
    });
    const next = `$JS.API.CONSUMER.MSG.NEXT.${streamName}.${consumer}`;
    connection.publish(next, '1', { reply: 'given' });
    await eventually(() => expect(given).toHaveLength(1), patient);
    await connection.close();
    const taken = await listen(bus);
    await eventually(() => expect([...taken]).toEqual([message.id]), { timeoutMs: 20_000 });
  }, 60_000);

  test('a bus leaves a server that is about to end, and messages from that server are still acknowledged', async () => {
    const { servers, urls } = await startCluster({
      settings: 'lame_duck_grace_period: "5m"\nlame_duck_duration: "10m"',
    });
    const bus = await testBuses.connect(urls, { ackWaitMs: 300_000, maxKeepMs: 600_000 });
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        taken.push(...idsOf(messages));
        if (taken.length === 1) await new Promise<void>((resolve) => (finish = resolve));
      },
    });
    const [inHand, next] = [expiry(), expiry()];
    await bus.publish([inHand]);
    await eventually(() => expect(taken).toEqual([inHand.id]), patient);

    const [left] = await clientsOf(servers);
    if (!left) throw new Error('not connected');
    left.server.retire();
    await eventually(async () => expect(await clientsOf(servers)).toHaveLength(2), patient);
    finish();
    await eventually(() => bus.publish([next]), untilElected);

    await eventually(() => expect(taken).toEqual([inHand.id, next.id]), untilElected);
    await eventually(async () => {
      const [pullsNoMore] = await clientsOf([left.server]);
      expect(pullsNoMore?.subscriptions).toBeLessThan(left.subscriptions);
    }, patient);
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(0), untilElected);
  }, 240_000);

  test('no message is lost while three servers are killed one after the other', async () => {
    const { servers, urls } = await startCluster();
    const [left, right] = await Promise.all(
      [0, 1].map(() => testBuses.connect(urls, { ackWaitMs: 2_000 })),
    );
    if (!left || !right) throw new Error('not connected');
    const taken = [await listen(left), await listen(right)];
    const takenCount = () => taken.reduce((sum, each) => sum + each.size, 0);
    const stored: Message[] = [];
    for (const server of servers) {
      const publishing = [publishOn(left), publishOn(right)];
      const goesOn = async () => {
        const before = publishing.map((each) => each.stored.length);
        const takenBefore = takenCount();
        await eventually(() => {
          for (const [at, each] of publishing.entries()) {
            expect(each.stored.length).toBeGreaterThan((before[at] ?? 0) + 100);
          }
          expect(takenCount()).toBeGreaterThan(takenBefore + 100);
        }, untilElected);
      };
      await goesOn();
      // While the previous server is still catching up, killing this one would leave one of three.
      await eventually(() => assertCopies(server.url, 3), patient);
      await server.kill();
      await goesOn();
      for (const each of publishing) {
        await each.end();
        stored.push(...each.stored);
      }
      await server.restart();
    }
    const isTaken = (id: string) => taken.some((ids) => ids.has(id));
    await eventually(() => expect(idsOf(stored).filter((id) => !isTaken(id))).toEqual([]), patient);
  }, 400_000);
});
