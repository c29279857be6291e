import { accountCreated } from '@onsale/contracts/auth/messages';
import type { Message } from '@onsale/contracts/message';
import {
  type Bus,
  defineService,
  newId,
  newMessage,
  startService,
  type Transact,
} from '@onsale/runtime';
import { eventually, type TestInfra, testInfra } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { busMigrations } from '../src/index.js';

let infra: TestInfra;
let stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  infra = await testInfra('outbox', busMigrations.dir);
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  await infra.stop();
});

const message = (name = 'Ann') => {
  const accountId = newId();
  const data = { accountId, version: 1, name, email: `${accountId}@example.org` };
  return newMessage(accountCreated, { subject: accountId, time: infra.clock.now(), data });
};

/** What a consumer hears from now on. */
async function hear(): Promise<string[]> {
  const heard: string[] = [];
  stops.push(
    await infra.bus.subscribe({
      name: 'listener',
      types: [accountCreated.type],
      async handle(messages) {
        heard.push(...messages.map((one) => one.id));
      },
    }),
  );
  return heard;
}

/** A service that does nothing but publish. */
async function startPublisher(bus: Bus = infra.bus): Promise<Transact> {
  let transact: Transact | undefined;
  const publisher = defineService({
    name: 'publisher',
    migrations: busMigrations.dir,
    settings: {},
    setup(context) {
      transact = context.transact;
      return {};
    },
  });
  const { stop } = await startService(publisher, { ...infra, bus }, {});
  stops.push(stop);
  return transact as unknown as Transact;
}

const unpublished = () => infra.database.query('select from outbox where published_at is null');

describe('the outbox', () => {
  test('brings to the bus what was committed, in order, and nothing else', async () => {
    const heard = await hear();
    const transact = await startPublisher();
    const messages = [message('A\n"\\'), message('Žluťoučký 🎫'), message()];
    await transact(async (_sql, publish) => publish(...messages.slice(0, 2)));
    const rolledBack = transact(async (_sql, publish) => {
      publish(message());
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await transact(async (_sql, publish) => publish(...messages.slice(2)));
    await eventually(() => expect(heard).toEqual(messages.map((one) => one.id)));
    await eventually(async () => expect(await unpublished()).toEqual([]));
  });

  test('refuses what breaks the contract, with the state that goes with it', async () => {
    const transact = await startPublisher();
    const wrong = transact(async (sql, publish) => {
      await sql.query('insert into ended_session values ($1, now(), now())', [newId()]);
      publish({ ...message(), data: { name: 7 } } as unknown as Message);
    });
    await expect(wrong).rejects.toThrow('account.created');
    expect(await infra.database.query('select from ended_session')).toEqual([]);
  });

  test('finds what a process left behind that was killed', async () => {
    const heard = await hear();
    const left = message();
    await infra.database.query(
      "insert into outbox (messages, created_at) values ($1, now() - interval '1 hour')",
      [JSON.stringify([left])],
    );
    await startPublisher();
    await eventually(() => expect(heard).toEqual([left.id]));
    await eventually(async () => expect(await unpublished()).toEqual([]));
  });

  test('loses nothing while the bus is away, more than it keeps in memory', async () => {
    const heard = await hear();
    let isAway = true;
    const transact = await startPublisher({
      ...infra.bus,
      async publish(messages) {
        if (isAway) throw new Error('away');
        await infra.bus.publish(messages);
      },
    });
    const sent = new Set<string>();
    for (let n = 0; n < 24; n++) {
      const messages = Array.from({ length: 500 }, () => message());
      for (const { id } of messages) sent.add(id);
      await transact(async (_sql, publish) => publish(...messages));
    }
    isAway = false;
    await eventually(() => expect(new Set(heard)).toEqual(sent), { timeoutMs: 20_000 });
    await eventually(async () => expect(await unpublished()).toEqual([]));
  });

  test('marks what went out when it stops, so that nothing goes out again', async () => {
    const heard = await hear();
    const transact = await startPublisher();
    for (let n = 0; n < 5; n++) await transact(async (_sql, publish) => publish(message()));
    await eventually(() => expect(heard).toHaveLength(5));
    await stops.pop()?.();
    expect(await unpublished()).toEqual([]);
  });
});
