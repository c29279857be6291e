import { connect } from '@nats-io/transport-node';
import type { Message } from '@onsale/contracts/message';
import { newId, type Subscription } from '@onsale/runtime';
import { eventually, natsServerPath, startNats, type TestNats } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JetStreamBus } from '../src/jetstream/bus.js';
import { describeBus } from './conformance/bus.js';
import { describeDeadLetters } from './conformance/dead-letters.js';
import { expiries, expiry, expiryType, signedOut, signedOutType } from './conformance/messages.js';
import { describeVersions } from './conformance/versions.js';
import { asOperator, startTestBuses, type TestBuses } from './test-buses.js';

const start = async () => {
  const nats = await startNats();
  const testBuses = await startTestBuses();
  return {
    connect: () => testBuses.connect([nats.url]),
    async stop() {
      await testBuses.stop();
      await nats.stop();
    },
  };
};

/** The state of the stream at its server. */
const lookAt = (nats: TestNats) =>
  asOperator(nats.url, async ({ streams }) => {
    const { config, state } = await streams.info('ONSALE');
    const messages = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      messages.push(await streams.getMessage('ONSALE', { seq }));
    }
    return { config, messages };
  });

const idOf = ({ id }: Message) => id;

describe.skipIf(natsServerPath === undefined)('with a nats-server', () => {
  describeBus('jetstream', start);
  describeDeadLetters('jetstream', start);
  describeVersions('jetstream', start);

  describe('the bus on JetStream', () => {
    let nats: TestNats;
    let testBuses: TestBuses;
    let bus: JetStreamBus;
    beforeEach(async () => {
      nats = await startNats();
      testBuses = await startTestBuses();
      bus = await testBuses.connect([nats.url]);
    });
    afterEach(async () => {
      await testBuses.stop();
      await nats.stop();
    });

    const listen = async (on: JetStreamBus, name: string, types: readonly string[]) => {
      const taken: Message[] = [];
      const subscription: Subscription = {
        name,
        types,
        async handle(messages) {
          taken.push(...messages);
        },
      };
      return { taken, stop: await on.subscribe(subscription) };
    };

    test('stores a message once, however often and by whichever process it is published', async () => {
      const messages = expiries(3);
      const other = await testBuses.connect([nats.url]);
      await bus.publish(messages);
      await Promise.all([bus.publish([...messages, ...messages]), other.publish(messages)]);
      const { messages: stored } = await lookAt(nats);
      expect(stored.map((each) => each?.json<Message>())).toEqual(messages);
    });

    test('writes each message under its type with its id and trace', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const message = { ...expiry(), traceparent };
      await bus.publish([message]);
      const [stored] = (await lookAt(nats)).messages;
      expect(stored?.subject).toBe('onsale.expiry.due');
      expect(stored?.header.get('Nats-Msg-Id')).toBe(message.id);
      expect(stored?.header.get('traceparent')).toBe(traceparent);
      expect(stored?.json()).toEqual(message);
    });

    test('is created once by many processes that start together, and updated when its settings change', async () => {
      const many = await Promise.all(
        Array.from({ length: 8 }, () => testBuses.connect([nats.url], { keptHours: 3 })),
      );
      await Promise.all(many.map((one) => one.publish([expiry()])));
      const { config, messages } = await lookAt(nats);
      expect(messages).toHaveLength(8);
      expect(config.max_age).toBe(3 * 3_600 * 1e9);
      // One server cannot keep three copies; the bus goes on with the stream as it is.
      await (await testBuses.connect([nats.url], { replicas: 3 })).publish([expiry()]);
      expect((await lookAt(nats)).messages).toHaveLength(9);
    });

    test('delivers several types, each in its order, and counts the messages', async () => {
      const messages = Array.from({ length: 60 }, (_, at) => (at % 3 ? expiry() : signedOut()));
      await bus.publish(messages);
      const both = await listen(bus, 'both', [expiryType, signedOutType]);
      const one = await listen(bus, 'one', [signedOutType]);
      await eventually(() => {
        expect(both.taken).toHaveLength(60);
        expect(one.taken.map(idOf)).toEqual(messages.filter((_, at) => at % 3 === 0).map(idOf));
      });
      for (const wanted of [expiryType, signedOutType]) {
        const ofType = ({ type }: Message) => type === wanted;
        expect(both.taken.filter(ofType).map(idOf)).toEqual(messages.filter(ofType).map(idOf));
      }
      await eventually(async () => {
        expect([...(await bus.lag())]).toEqual([
          ['both', 0],
          ['one', 0],
        ]);
      });
    });

    test('delivers the history of a type that a new release adds to the subscription, to that release only', async () => {
      const [old, wantedLater] = [expiry(), signedOut()];
      await bus.publish([old, wantedLater]);
      const before = await listen(bus, 'one', [expiryType]);
      await eventually(() => expect(before.taken).toEqual([old]));
      // Both run side by side, as in a rolling update.
      const next = await testBuses.connect([nats.url]);
      const after = await listen(next, 'one', [expiryType, signedOutType]);
      await eventually(() => expect(after.taken).toEqual([wantedLater]));
      expect(before.taken).toEqual([old]);
    });

    test('keeps the order of a publisher', async () => {
      const { taken } = await listen(bus, 'one', [expiryType]);
      const publishers = Array.from({ length: 10 }, () => expiries(50));
      await Promise.all(publishers.map((messages) => bus.publish(messages)));
      await eventually(() => expect(taken).toHaveLength(500));
      for (const messages of publishers) {
        const ids = messages.map(idOf);
        expect(taken.map(idOf).filter((id) => ids.includes(id))).toEqual(ids);
      }
    });

    test('makes a message that breaks its contract a dead letter at once, and skips data that is no message', async () => {
      const broken = { ...expiry(), data: { orderId: 1 } };
      const connection = await connect({ servers: [nats.url] });
      connection.publish('onsale.expiry.due', 'no JSON');
      connection.publish('onsale.expiry.due', JSON.stringify(broken));
      await connection.flush();
      await connection.close();
      const good = expiry();
      await bus.publish([good]);
      const { taken } = await listen(bus, 'one', [expiryType]);
      await eventually(async () => {
        const [letter] = await bus.deadLetters(10);
        expect(letter).toMatchObject({ attempts: 1, message: { id: broken.id } });
      });
      await eventually(async () => expect((await bus.lag()).get('one')).toBe(0));
      expect(taken).toEqual([good]);
    });

    test('distinguishes subscription names that NATS would not', async () => {
      await bus.publish([expiry()]);
      const names = ['a.b', 'a_b', 'a b', 'a*b'];
      const all = await Promise.all(names.map((name) => listen(bus, name, [expiryType])));
      for (const { taken } of all) await eventually(() => expect(taken).toHaveLength(1));
    });

    test('refuses a second subscription of the same name, and one without types', async () => {
      const one = { name: newId(), types: [expiryType], handle: async () => undefined };
      await bus.subscribe(one);
      await expect(bus.subscribe(one)).rejects.toThrow('already a subscription');
      await expect(bus.subscribe({ ...one, name: 'x', types: [] })).rejects.toThrow(
        'names no type',
      );
      await expect(bus.subscribe({ ...one, name: 'x', types: ['order.payed'] })).rejects.toThrow(
        'no message of type order.payed',
      );
    });
  });

  test('a server that asks for a token gets it', async () => {
    const nats = await startNats({ token: 'secret' });
    const testBuses = await startTestBuses();
    const bus = await testBuses.connect([nats.url], { token: 'secret' });
    await bus.publish([expiry()]);
    const stranger = await testBuses.open([nats.url], { token: 'guess' });
    await expect(stranger.ping()).rejects.toThrow('The bus cannot be reached');
    await testBuses.stop();
    await nats.stop();
  });
});
