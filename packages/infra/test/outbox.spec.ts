import { accountCreated } from '@onsale/contracts/auth/messages';
import type { Message } from '@onsale/contracts/message';
import {
  type Bus,
  defineService,
  newId,
  newMessage,
  pruneOutbox,
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

/** Subscribes, and collects the messages received from now on. */
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

/** Renders the metrics of the publisher that was started last. */
let renderMetrics: () => Promise<string>;

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
  const { stop, metrics } = await startService(publisher, { ...infra, bus }, {});
  stops.push(stop);
  renderMetrics = () => metrics.render();
  return transact as unknown as Transact;
}

const unpublished = () => infra.database.query('select from outbox where published_at is null');

describe('the outbox', () => {
  test('brings committed messages to the bus, in order, and no others', async () => {
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

  test('refuses a message that breaks its contract, and rolls back the change it belongs to', async () => {
    const transact = await startPublisher();
    const wrong = transact(async (sql, publish) => {
      await sql.query('insert into ended_session values ($1, now(), now())', [newId()]);
      publish({ ...message(), data: { name: 7 } } as unknown as Message);
    });
    await expect(wrong).rejects.toThrow('account.created');
    expect(await infra.database.query('select from ended_session')).toEqual([]);
  });

  test('publishes the messages that a killed process left behind', async () => {
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

  test('loses nothing while the bus is away, even when more waits than fits in memory', async () => {
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
    await eventually(() => expect(new Set(heard)).toEqual(sent));
    await eventually(async () => expect(await unpublished()).toEqual([]));
  });

  test('loses nothing while the bus is away, and limits the memory for large messages as for small ones', async () => {
    const heard = await hear();
    let isAway = true;
    const transact = await startPublisher({
      ...infra.bus,
      async publish(messages) {
        if (isAway) throw new Error('away');
        await infra.bus.publish(messages);
      },
    });
    const keptBytes = async () =>
      Number(/^onsale_outbox_kept_bytes\{.*\} (\d+)$/m.exec(await renderMetrics())?.[1]);
    const large = 'x'.repeat(100_000);
    const sent = new Set<string>();
    // In total twice as much as may wait in memory.
    for (let n = 0; n < 64; n++) {
      const messages = Array.from({ length: 10 }, () => message(large));
      for (const { id } of messages) sent.add(id);
      await transact(async (_sql, publish) => publish(...messages));
      expect(await keptBytes()).toBeLessThan(33_000_000);
    }
    expect(await keptBytes()).toBeGreaterThan(28_000_000);
    isAway = false;
    await eventually(() => expect(new Set(heard)).toEqual(sent));
    await eventually(async () => expect(await unpublished()).toEqual([]));
    await eventually(async () => expect(await keptBytes()).toBe(0));
  });

  test('marks published messages when it stops, so that none is published twice', async () => {
    const heard = await hear();
    const transact = await startPublisher();
    for (let n = 0; n < 5; n++) await transact(async (_sql, publish) => publish(message()));
    await eventually(() => expect(heard).toHaveLength(5));
    await stops.pop()?.();
    expect(await unpublished()).toEqual([]);
  });

  test('publishes the messages still in memory when it stops', async () => {
    const heard = await hear();
    let isAway = true;
    const transact = await startPublisher({
      ...infra.bus,
      async publish(messages) {
        if (isAway) throw new Error('away');
        await infra.bus.publish(messages);
      },
    });
    const messages = Array.from({ length: 3 }, () => message());
    for (const one of messages) await transact(async (_sql, publish) => publish(one));
    const stopping = stops.pop()?.();
    isAway = false;
    await stopping;
    expect(await unpublished()).toEqual([]);
    await eventually(() => expect(heard).toEqual(messages.map((one) => one.id)));
  });

  test('stops while the bus hangs, and loses nothing', async () => {
    let hang: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      hang = resolve;
    });
    const transact = await startPublisher({ ...infra.bus, publish: () => hanging });
    const left = message();
    await transact(async (_sql, publish) => publish(left));
    await stops.pop()?.();
    expect(await unpublished()).toHaveLength(1);
    hang();
  });
});

/**
 * Stores rows as dead processes would have left them, one message each. @returns the ids of the
 * messages, oldest first
 */
async function leave(count: number, claimedSeconds: number | null = null): Promise<string[]> {
  const messages = Array.from({ length: count }, () => message());
  await infra.database.query(
    `insert into outbox (messages, created_at, claimed_until)
     select text, now() - interval '1 hour', now() + make_interval(secs => $2)
     from unnest($1::text[]) with ordinality as left_behind (text, place) order by place`,
    [messages.map((one) => JSON.stringify([one])), claimedSeconds],
  );
  return messages.map((one) => one.id);
}

/** A bus, and the ids of the messages that one relay has published on it. */
function watched(publish: Bus['publish'] = infra.bus.publish) {
  const ids: string[] = [];
  const bus: Bus = {
    ...infra.bus,
    subscribe: async () => async () => undefined, // two services of one name must not both listen
    async publish(messages) {
      await publish(messages);
      ids.push(...messages.map((one) => one.id));
    },
  };
  return { ids, bus };
}

describe('the sweep', () => {
  test('is shared by several relays: each row goes out once, in order', async () => {
    const left = await leave(5_000);
    const places = new Map(left.map((id, place) => [id, place]));
    // Each goes on once both have rows; otherwise one might take all before the other begins.
    let begun = 0;
    let goOn: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const relay = () => {
      let isFirst = true;
      return watched(async (messages) => {
        if (isFirst) begun += 1;
        isFirst = false;
        if (begun === 2) goOn();
        await both;
        await infra.bus.publish(messages);
      });
    };
    const relays = [relay(), relay()];
    await Promise.all(relays.map(({ bus }) => startPublisher(bus)));
    await eventually(async () => expect(await unpublished()).toEqual([]));
    for (const { ids } of relays) {
      expect(ids.length).toBeGreaterThan(0);
      const order = ids.map((id) => places.get(id) as number);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
    expect(relays.flatMap(({ ids }) => ids).sort()).toEqual([...left].sort());
  });

  test('leaves rows to the relay that has claimed them, until that relay must be dead', async () => {
    const [claimed, free] = [await leave(3, 3_600), await leave(3)];
    const { ids, bus } = watched();
    await startPublisher(bus);
    await eventually(() => expect(ids).toEqual(free));
    await infra.database.query(
      'update outbox set claimed_until = now() where claimed_until > now()',
    );
    await eventually(() => expect(ids).toEqual([...free, ...claimed]));
  });

  test('keeps no transaction open while the bus is slow', async () => {
    await leave(5);
    let goOn: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let asked = false;
    const { ids, bus } = watched(async () => {
      asked = true;
      await slow;
    });
    await startPublisher(bus);
    await eventually(() => expect(asked).toBe(true));
    const open = await infra.database.query(
      `select query from pg_stat_activity
       where datname = current_database() and state like 'idle in transaction%'`,
    );
    expect(open).toEqual([]);
    goOn();
    await eventually(async () => expect(await unpublished()).toEqual([]));
    expect(ids).toHaveLength(5);
  });
});

test('a row that is marked for republishing during the cleanup stays', async () => {
  const [old] = await leave(1);
  await infra.database.query("update outbox set published_at = now() - interval '8 days'");
  const { database } = infra;
  let forgetting: Promise<void> | undefined;
  await database.transaction(async (sql) => {
    await sql.query('update outbox set published_at = null');
    forgetting = pruneOutbox(database);
    await eventually(async () => {
      const waiting = await database.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting).toHaveLength(1);
    });
  });
  await forgetting;
  const rows = await database.query<{ messages: string }>('select messages from outbox');
  expect(rows.map(({ messages }) => JSON.parse(messages)[0].id)).toEqual([old]);
});
