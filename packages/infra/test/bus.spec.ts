import type { Message } from '@onsale/contracts/message';
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

  const stored = async () => {
    const rows = await database.query<{ body: string }>(
      'select body from message_row order by position',
    );
    return rows.flatMap(({ body }) => (JSON.parse(body) as Message[]).map(({ id }) => id));
  };
  const age = () => database.query(`update message_row set stored_at = now() - interval '2 hours'`);

  test('continues with rows of an earlier release, which stored one message per row', async () => {
    const before = [expiry(), signedOut(), expiry()];
    for (const { id, type, ...rest } of before) {
      await database.query('insert into message (id, type, body) values ($1, $2, $3)', [
        ...[id, type],
        JSON.stringify({ id, type, ...rest }),
      ]);
    }
    const after = expiry();
    await bus.publish([after]);
    const taken: string[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        taken.push(...messages.map(({ id }) => id));
      },
    });
    await eventually(() => expect(taken).toEqual([before[0]?.id, before[2]?.id, after.id]));
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(0));
    // Back to that release: the rows that it stores come after all cursors.
    const [row] = await database.query<{ ok: boolean }>(
      `insert into message (id, type, body) values ($1, 'x', '')
       returning position > (select max(position) from subscription) as ok`,
      [newId()],
    );
    expect(row?.ok).toBe(true);
  });

  test('continues in the middle of a row of which it had delivered a part', async () => {
    const messages = expiries(600);
    await bus.publish(messages);
    await database.query(
      `insert into subscription (name, types, position) values ('one', $1, 130)`,
      [[expiryType]],
    );
    const taken: string[] = [];
    const sizes: number[] = [];
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(some) {
        sizes.push(some.length);
        taken.push(...some.map(({ id }) => id));
      },
    });
    await eventually(() => expect(taken).toEqual(messages.slice(130).map(({ id }) => id)));
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(0));
  });

  test('moves the cursor past messages of other types, so that they are read only once', async () => {
    const other = await createLocalBus({ ...settings(), pollMs: 50 });
    for (const each of [bus, other]) {
      await each.subscribe({
        name: each === bus ? 'here' : 'elsewhere',
        types: [signedOutType],
        handle: async () => undefined,
      });
    }
    for (let times = 0; times < 3; times += 1) await bus.publish(expiries(20));
    await eventually(async () => {
      const rows = await database.query<{ position: number }>('select position from subscription');
      expect(rows).toEqual([{ position: 60 }, { position: 60 }]);
    });
    await other.stop();
  });

  test('keeps the order of each of many publishers and skips none of them', async () => {
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

  test('does not skip the messages of a slow commit', async () => {
    const [slow, quick] = [expiry(), expiry()];
    await database.query(`create function dawdle() returns trigger language plpgsql as
                          $$ begin perform pg_sleep(0.3); return null; end $$`);
    await database.query(`create constraint trigger dawdle after insert on message_row
                          deferrable initially deferred for each row
                          when (new.body like '%${slow.id}%') execute function dawdle()`);
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

  test('makes a stored message that breaks its contract a dead letter at once', async () => {
    const broken = { ...expiry(), data: { orderId: 1 } };
    await database.query(
      `insert into message_row (position, types, body)
       values (nextval('message_position_seq'), $1, $2)`,
      [[broken.type], JSON.stringify([broken])],
    );
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

  test('deletes dead letters after ninety days, unless one is to be replayed', async () => {
    const [old, asked, young] = [expiry(), expiry(), expiry()];
    for (const [{ id, ...message }, days, replaying] of [
      [old, 91, false],
      [asked, 91, true],
      [young, 89, false],
    ] as const) {
      await database.query(
        `insert into dead_letter
           (id, subscription, message_id, body, error, attempts, died_at, replaying)
         values ($1, 'gone', $1, $2, 'broken', 1, now() - make_interval(days => $3), $4)`,
        [id, JSON.stringify({ id, ...message }), days, replaying],
      );
    }
    await bus.prune();
    expect((await bus.deadLetters(10)).map(({ message }) => message.id).sort()).toEqual(
      [asked.id, young.id].sort(),
    );
  });

  test('deletes old messages once every subscription has handled them, and no others', async () => {
    const [old, waited] = [expiries(3), signedOut()];
    await bus.publish(old);
    await bus.publish([waited]);
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

    // A subscription that the product no longer has keeps them for a month.
    await stop();
    await age();
    await database.query(
      `update subscription set seen_at = now() - interval '31 days' where name = 'slow'`,
    );
    expect(await bus.prune()).toBe(2);
  });

  test('starts from the beginning when a subscription adds a type', async () => {
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

  test('refuses a second subscription of the same name, and one without types', async () => {
    const one = { name: newId(), types: [expiryType], handle: async () => undefined };
    await bus.subscribe(one);
    await expect(bus.subscribe(one)).rejects.toThrow('already a subscription');
    await expect(bus.subscribe({ ...one, name: 'x', types: [] })).rejects.toThrow('names no type');
    await expect(bus.subscribe({ ...one, name: 'x', types: ['order.payed'] })).rejects.toThrow(
      'no message of type order.payed',
    );
  });
});
