import { createDatabase } from '@onsale/infra';
import { newId, Unavailable } from '@onsale/runtime';
import { eventually, testBusDatabase, testLogger } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLocalBus, type LocalBus } from '../src/local/bus.js';
import { describeBus } from './conformance/bus.js';
import { describeDeadLetters } from './conformance/dead-letters.js';
import { expiries, expiry, expiryType, signedOut, signedOutType } from './conformance/messages.js';
import { describeVersions } from './conformance/versions.js';

const log = testLogger();

const start = async () => {
  const store = await testBusDatabase();
  return {
    connect: () => createLocalBus({ url: store.url, log, pollMs: 50, firstBackoffMs: 5 }),
    stop: () => store.drop(),
  };
};

describeBus('local', start);
describeDeadLetters('local', start);
describeVersions('local', start);

describe('the local bus', () => {
  let store: Awaited<ReturnType<typeof testBusDatabase>>;
  let bus: LocalBus;
  let database: ReturnType<typeof createDatabase>;
  const settings = () => ({ url: store.url, log, statementTimeoutMs: 5_000, maxConnections: 2 });

  beforeEach(async () => {
    store = await testBusDatabase();
    bus = await createLocalBus({ ...settings(), pollMs: 50, firstBackoffMs: 5, keptHours: 1 });
    database = createDatabase(settings());
  });
  afterEach(async () => {
    await bus.stop();
    await database.close();
    await store.drop();
  });

  const stored = async () =>
    (await database.query<{ id: string }>('select id from message order by position')).map(
      ({ id }) => id,
    );
  const age = () => database.query(`update message set stored_at = now() - interval '2 hours'`);

  test('stores a message once, however often it is published', async () => {
    const messages = expiries(3);
    await bus.publish(messages);
    await bus.publish([...messages, ...messages]);
    const another = expiry();
    await bus.publish([...messages, another]);
    expect(await stored()).toEqual([...messages, another].map(({ id }) => id));
  });

  test('keeps the order of a publisher, and skips nobody among many', async () => {
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        taken.push(...messages.map(({ id }) => id));
      },
    });
    const other = await createLocalBus({ ...settings(), pollMs: 50 });
    const publishers = Array.from({ length: 40 }, (_, index) => ({
      on: index % 2 === 0 ? bus : other,
      messages: expiries(25),
    }));
    await Promise.all(publishers.map(({ on, messages }) => on.publish(messages)));
    await eventually(() => expect(taken).toHaveLength(1_000));
    expect(taken).toEqual(await stored());
    for (const { messages } of publishers) {
      const ids = messages.map(({ id }) => id);
      expect(taken.filter((id) => ids.includes(id))).toEqual(ids);
    }
    await other.stop();
  });

  test('does not skip a publisher whose commit takes long', async () => {
    const [slow, quick] = [expiry(), expiry()];
    await database.query(`create function dawdle() returns trigger language plpgsql as
                          $$ begin perform pg_sleep(0.3); return null; end $$`);
    await database.query(`create constraint trigger dawdle after insert on message
                          deferrable initially deferred for each row
                          when (new.id = '${slow.id}') execute function dawdle()`);
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        taken.push(...messages.map(({ id }) => id));
      },
    });
    const other = await createLocalBus({ ...settings(), pollMs: 50 });
    const dawdling = other.publish([slow]);
    await eventually(async () => {
      const [row] = await database.query<{ last_value: number }>(
        'select last_value from message_position_seq where is_called',
      );
      expect(row?.last_value).toBe(1);
    });
    await Promise.all([dawdling, bus.publish([quick])]);
    await eventually(() => expect(taken).toEqual([slow.id, quick.id]));
    await other.stop();
  });

  test('gives up at once what breaks its contract in the store', async () => {
    const broken = { ...expiry(), data: { orderId: 1 } };
    await database.query('insert into message (id, type, body) values ($1, $2, $3)', [
      broken.id,
      broken.type,
      JSON.stringify(broken),
    ]);
    const good = expiry();
    await bus.publish([good]);
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        taken.push(...messages.map(({ id }) => id));
      },
    });
    await eventually(async () => {
      const [letter] = await bus.deadLetters(10);
      expect(letter).toMatchObject({ attempts: 1, message: { id: broken.id } });
      expect(letter?.error).toContain('breaks its contract');
    });
    await eventually(() => expect(taken).toEqual([good.id]));
  });

  test('forgets old messages that every subscription has, and no other', async () => {
    const [old, waited] = [expiries(3), signedOut()];
    await bus.publish([...old, waited]);
    await bus.subscribe({ name: 'quick', types: [expiryType], handle: async () => undefined });
    const stop = await bus.subscribe({
      name: 'slow',
      types: [signedOutType],
      handle: () => Promise.reject(new Unavailable('The database')),
    });
    await eventually(async () => expect((await bus.lag()).get('quick')).toBe(0));
    expect(await bus.prune()).toBe(0); // they are not old
    await age();
    const young = expiry();
    await bus.publish([young]);
    await eventually(async () => expect((await bus.lag()).get('quick')).toBe(0));
    expect(await bus.prune()).toBe(3);
    expect(await stored()).toEqual([waited.id, young.id]);

    // A subscription that is no longer in the product keeps them for a month.
    await stop();
    await age();
    await database.query(
      `update subscription set seen_at = now() - interval '31 days' where name = 'slow'`,
    );
    expect(await bus.prune()).toBe(2);
  });

  test('begins again from the start when a subscription wants a type more', async () => {
    const messages = [expiry(), signedOut()];
    await bus.publish(messages);
    const stop = await bus.subscribe({
      name: 'one',
      types: [expiryType],
      handle: async () => undefined,
    });
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(0));
    await stop();
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType, signedOutType],
      async handle(some) {
        taken.push(...some.map(({ id }) => id));
      },
    });
    await eventually(() => expect(taken).toEqual(messages.map(({ id }) => id)));
  });

  test('refuses a subscription that is there already, or that wants nothing', async () => {
    const one = { name: newId(), types: [expiryType], handle: async () => undefined };
    await bus.subscribe(one);
    await expect(bus.subscribe(one)).rejects.toThrow('already a subscription');
    await expect(bus.subscribe({ ...one, name: 'x', types: [] })).rejects.toThrow('names no type');
    await expect(bus.subscribe({ ...one, name: 'x', types: ['order.payed'] })).rejects.toThrow(
      'no message of type order.payed',
    );
  });
});
