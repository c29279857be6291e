import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { heard } from '@onsale/contracts/heard';
import type { Message } from '@onsale/contracts/message';
import { messageContracts } from '@onsale/contracts/messages';
import { newId, Unavailable } from '@onsale/runtime';
import { eventually, natsServerPath, startNats, type TestNats } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canRefuseCalls, natsAuthorization, natsRefusedCalls, natsUsers } from '../src/accounts.js';
import { startTestBuses, type TestBuses } from './test-buses.js';

const passwordOf = (user: string) => `password-of-${user}`;
/** Debian 12 has a server that cannot; its accounts are the same otherwise. */
const refusesCalls =
  natsServerPath !== undefined &&
  canRefuseCalls(execFileSync(natsServerPath, ['--version'], { encoding: 'utf8' }));
const settings = `${natsAuthorization((user) => `"${passwordOf(user)}"`)}${refusesCalls ? natsRefusedCalls : ''}`;
const accountOf = (user: string) => ({ user, password: passwordOf(user) });
const sourceOf = (type: string) => messageContracts.get(type)?.source.slice(1) ?? '';
const fixtures = new URL('../../contracts/fixtures/', import.meta.url);
const messageOf = (type: string): Message => ({
  ...JSON.parse(readFileSync(new URL(`${type}.v1.json`, fixtures), 'utf8')),
  id: newId(),
});

describe.skipIf(natsServerPath === undefined)('accounts at a nats-server', () => {
  const services = natsUsers.filter((user) => user !== 'audit' && user !== 'operator');
  const open: NatsConnection[] = [];
  let nats: TestNats;
  let buses: TestBuses;
  beforeAll(async () => {
    nats = await startNats({ settings });
    buses = await startTestBuses();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()));
  });
  afterAll(async () => {
    await buses.stop();
    await nats.stop();
  });

  const as = async (user: string) => {
    const connection = await connect({
      ...{ servers: [nats.url], user, pass: passwordOf(user) },
      inboxPrefix: `_INBOX.${user}`,
    });
    open.push(connection);
    return connection;
  };
  const managerOf = async (user: string) =>
    jetstreamManager(await as(user), { checkAPI: false, timeout: 5_000 });

  test('let one service create the stream, and the others wait for it', async () => {
    const orders = await buses.open([nats.url], {
      service: 'orders',
      account: accountOf('orders'),
    });
    const connection = await as('orders');
    await expect(
      connection.request('$JS.API.STREAM.CREATE.ONSALE', '{}', { timeout: 5_000 }),
    ).rejects.toThrow('Permissions Violation');
    await expect(orders.ping()).rejects.toBeInstanceOf(Unavailable);
    const expiration = await buses.connect([nats.url], {
      service: 'expiration',
      account: accountOf('expiration'),
    });
    await eventually(() => expiration.ping());
    await eventually(() => orders.ping());
    for (const bus of [orders, expiration]) await bus.stop();
  });

  test('let every service publish and consume all the messages that the contracts assign to it', async () => {
    expect(services).toEqual(['auth', 'catalog', 'expiration', 'orders', 'payments', 'tickets']);
    const taken: string[] = [];
    const running = new Map(
      await Promise.all(
        services.map(async (service) => {
          const account = accountOf(service);
          return [service, await buses.connect([nats.url], { service, account })] as const;
        }),
      ),
    );
    for (const [name, types] of Object.entries(heard)) {
      await running.get(name.split('.')[0] ?? '')?.subscribe({
        name,
        types: types.map(({ type }) => type),
        async handle(messages) {
          taken.push(...messages.map(({ type }) => `${name} ${type}`));
        },
      });
    }
    for (const type of messageContracts.keys()) {
      await running.get(sourceOf(type))?.publish([messageOf(type)]);
    }
    const wanted = Object.entries(heard).flatMap(([name, types]) =>
      types.map(({ type }) => `${name} ${type}`),
    );
    // Once at least: a busy server delivers some again.
    await eventually(() => expect([...new Set(taken)].sort()).toEqual(wanted.sort()));
    for (const bus of running.values()) {
      await eventually(async () => {
        expect(Math.max(...(await bus.lag()).values())).toBe(0);
      });
      await bus.stop(); // or it would take the messages that later tests wait for
    }
  });

  test('keep a service from publishing another type of message under a subject of its own', async () => {
    const bus = await buses.connect([nats.url], {
      service: 'catalog',
      account: accountOf('catalog'),
    });
    const taken: string[] = [];
    await bus.subscribe({
      ...{ name: 'catalog.stock', types: ['stock.changed'] },
      async handle(messages) {
        taken.push(...messages.map(({ type }) => type));
      },
    });
    const orders = await as('orders');
    for (const type of ['account.created', 'stock.changed']) {
      const body = JSON.stringify(messageOf(type));
      await orders.request('onsale.stock.changed', body, { timeout: 5_000 });
    }
    await eventually(() => expect(taken).toContain('stock.changed'));
    expect(taken).not.toContain('account.created');
  });

  test.each([
    ['a message of another service', 'onsale.order.paid'],
    ['a message of no service', 'onsale.something.new'],
    ['a request to empty the stream', '$JS.API.STREAM.PURGE.ONSALE'],
    ['a request to delete the stream', '$JS.API.STREAM.DELETE.ONSALE'],
    ['a request to create the stream', '$JS.API.STREAM.CREATE.ONSALE'],
    ['a request to change the stream', '$JS.API.STREAM.UPDATE.ONSALE'],
    ['a request to restore the stream', '$JS.API.STREAM.RESTORE.ONSALE'],
    ['a request to copy the stream', '$JS.API.STREAM.SNAPSHOT.ONSALE'],
    ['a request to remove a server', '$JS.API.STREAM.PEER.REMOVE.ONSALE'],
    ['a request to list consumers', '$JS.API.CONSUMER.LIST.ONSALE'],
    [
      'a request to pause its consumer',
      '$JS.API.CONSUMER.PAUSE.ONSALE.tickets_event@event_created',
    ],
    ['a request to delete a message', '$JS.API.STREAM.MSG.DELETE.ONSALE'],
    ['a request to read any message', '$JS.API.STREAM.MSG.GET.ONSALE'],
    ['a direct request to read any message', '$JS.API.DIRECT.GET.ONSALE'],
    ['a request to create another stream', '$JS.API.STREAM.CREATE.OTHER'],
    ['a request to move the leader of the stream', '$JS.API.STREAM.LEADER.STEPDOWN.ONSALE'],
    [
      'a request to delete a consumer, even its own',
      '$JS.API.CONSUMER.DELETE.ONSALE.tickets_event@event_created',
    ],
    [
      'a request to delete another service’s consumer',
      '$JS.API.CONSUMER.DELETE.ONSALE.payments_orders@order_paid',
    ],
    [
      'a request for another service’s messages',
      '$JS.API.CONSUMER.MSG.NEXT.ONSALE.payments_orders@order_paid',
    ],
    [
      'an acknowledgement for another service',
      '$JS.ACK.ONSALE.payments_orders@order_paid.1.1.1.1.0',
    ],
    [
      'a request for a consumer of a message that it does not subscribe to',
      '$JS.API.CONSUMER.CREATE.ONSALE.tickets_event@event_created.onsale.account.created',
    ],
    ['a request for a consumer without a name', '$JS.API.CONSUMER.CREATE.ONSALE'],
    [
      'a request for a consumer through the old API',
      '$JS.API.CONSUMER.DURABLE.CREATE.ONSALE.tickets_event@event_created',
    ],
    ['an answer to another service', '_INBOX.orders.x'],
  ])('keep tickets from sending %s', async (_what, subject) => {
    const connection = await as('tickets');
    await expect(connection.request(subject, '{}', { timeout: 5_000 })).rejects.toThrow(
      'Permissions Violation',
    );
  });

  test.each(['onsale.>', 'onsale.order.paid', '_INBOX.>', '_INBOX.orders.>', '$JS.>', '>'])(
    'keep tickets from listening to %s',
    async (subject) => {
      const connection = await as('tickets');
      const refused = new Promise((resolve) => {
        connection.subscribe(subject, { callback: (error) => resolve(error) });
      });
      expect(await refused).toBeInstanceOf(errors.PermissionViolationError);
    },
  );

  test('keep a service from changing its consumer to receive other messages', async () => {
    const manager = await managerOf('tickets');
    const durable_name = 'tickets_event@event_created';
    const connection = await as('tickets');
    const subject = `$JS.API.CONSUMER.CREATE.ONSALE.${durable_name}.onsale.event.created`;
    const config = {
      durable_name,
      ack_policy: 'explicit',
      filter_subject: 'onsale.account.created',
    };
    const answer = await connection.request(
      subject,
      JSON.stringify({ stream_name: 'ONSALE', config }),
    );
    expect(answer.json<{ error?: { code: number } }>().error?.code).toBe(400);
    const { config: kept } = await manager.consumers.info('ONSALE', durable_name);
    expect(kept.filter_subject).toBe('onsale.event.created');
  });

  // NATS does not check whether a client may publish to the subject it names for the answer.
  test.each(['STREAM.PURGE.ONSALE', 'STREAM.MSG.DELETE.ONSALE'])(
    'keep the messages in the stream when a client asks for an answer at %s',
    async (call) => {
      const manager = await managerOf('audit');
      const stateNow = async () => (await manager.streams.info('ONSALE')).state;
      const before = await stateNow();
      expect(before.messages).toBeGreaterThan(0);
      const connection = await as('tickets');
      const reply = `$JS.API.${call}`;
      connection.publish('onsale.ticket.issued', JSON.stringify({ seq: before.first_seq }), {
        reply,
      });
      const consumer = 'tickets_order@order_paid';
      connection.publish(`$JS.API.CONSUMER.MSG.NEXT.ONSALE.${consumer}`, '1', { reply });
      await connection.flush();
      // A later message has been stored, so the server has processed this one.
      await connection.request('onsale.ticket.issued', '{}', { timeout: 5_000 });
      await eventually(async () => {
        expect((await stateNow()).messages).toBe(before.messages + 2);
      });
    },
  );

  const emptyAnswers = refusesCalls
    ? [
        'STREAM.DELETE.ONSALE',
        'CONSUMER.DELETE.ONSALE.tickets_order@order_paid',
        'CONSUMER.DELETE.ONSALE.payments_orders@order_placed',
      ]
    : [];
  for (const call of emptyAnswers) {
    test(`keep the stream and its consumers when a client wants an empty answer at ${call}`, async () => {
      const manager = await managerOf('audit');
      const all = async () => {
        const { state, created } = await manager.streams.info('ONSALE');
        const consumers = await manager.consumers.list('ONSALE').next();
        return {
          created,
          of: state.consumer_count,
          names: consumers.map(({ name }) => name).sort(),
        };
      };
      const before = await all();
      const connection = await as('tickets');
      const next = '$JS.API.CONSUMER.MSG.NEXT.ONSALE.tickets_event@event_created';
      const nothing = JSON.stringify({ batch: 1_000, no_wait: true });
      // The last answer of each comes when no messages are left, and is empty.
      connection.publish(next, nothing, { reply: `$JS.API.${call}` });
      for (let round = 0; round < 3; round += 1) {
        const answer = await connection.request(next, nothing, { timeout: 5_000 });
        expect(answer.data).toHaveLength(0);
        expect(await all()).toEqual(before);
      }
    });
  }

  test('let one service change the stream, and the others use it as it is', async () => {
    const keptHours = 100;
    const maxAge = async () =>
      (await (await managerOf('audit')).streams.info('ONSALE')).config.max_age;
    const before = await maxAge();
    for (const service of ['orders', 'expiration']) {
      const bus = await buses.connect([nats.url], {
        service,
        account: accountOf(service),
        keptHours,
      });
      await bus.ping();
      expect((await maxAge()) === before).toBe(service === 'orders');
    }
  });

  test('let the audit look at everything, and change nothing', async () => {
    const manager = await managerOf('audit');
    const consumers = await manager.consumers.list('ONSALE').next();
    expect(consumers.map(({ name }) => name)).toContain('tickets_order@order_paid');
    expect((await manager.streams.getMessage('ONSALE', { seq: 1 }))?.subject).toMatch(/^onsale\./);
    await expect(manager.streams.purge('ONSALE')).rejects.toThrow('Permissions Violation');
    await expect(
      (await as('audit')).request('onsale.order.paid', '{}', { timeout: 5_000 }),
    ).rejects.toThrow('Permissions Violation');
  });

  test('let the operator do anything but take messages, consumers or the stream away', async () => {
    const manager = await managerOf('operator');
    const consumer = 'tickets_order@order_paid';
    await expect(manager.streams.purge('ONSALE')).rejects.toThrow('not permitted');
    await expect(manager.streams.deleteMessage('ONSALE', 1)).rejects.toThrow('not permitted');
    await manager.streams.add({ name: 'OTHER', subjects: ['other'] });
    expect(await manager.streams.delete('OTHER')).toBe(true);
    if (!refusesCalls) return expect(await manager.streams.delete('ONSALE')).toBe(true);
    await expect(manager.streams.delete('ONSALE')).rejects.toThrow();
    await expect(manager.consumers.delete('ONSALE', consumer)).rejects.toThrow();
    expect((await manager.consumers.info('ONSALE', consumer)).name).toBe(consumer);
  });

  test('admit nobody without the right password', async () => {
    for (const wrong of [{}, { token: 'x' }, { user: 'tickets', pass: passwordOf('orders') }]) {
      await expect(connect({ servers: [nats.url], ...wrong, reconnect: false })).rejects.toThrow(
        errors.AuthorizationError,
      );
    }
  });
});

describe.skipIf(natsServerPath === undefined)('a service with an account and a token', () => {
  test('goes on when servers with a token become servers with accounts, and back', async () => {
    const nats = await startNats({ token: 'n1' });
    const buses = await startTestBuses();
    try {
      const account = accountOf('orders');
      const bus = await buses.open([nats.url], { service: 'orders', account, token: 'n1' });
      const taken: string[] = [];
      await bus.subscribe({
        ...{ name: 'orders.expiry-due', types: ['expiry.due'] },
        async handle(messages) {
          taken.push(...messages.map(({ id }) => id));
        },
      });
      const expiration = { service: 'expiration', account: accountOf('expiration'), token: 'n1' };
      const other = await buses.connect([nats.url], expiration);
      for (const asked of [{ settings }, { token: 'n1' }]) {
        await nats.kill();
        await nats.askFor(asked);
        await nats.restart();
        const message = messageOf('expiry.due');
        await eventually(() => other.publish([message]), { timeoutMs: 20_000 });
        await eventually(() => expect(taken).toContain(message.id), { timeoutMs: 20_000 });
      }
    } finally {
      await buses.stop();
      await nats.stop();
    }
  });
});

test.each([
  ['v2.9.10', false],
  ['v2.9.22', false],
  ['v2.9.25', true],
  ['v2.10.1', false],
  ['v2.10.2', true],
  ['v2.11.17', true],
  ['v2.8.4', false],
  ['v3.0.0', true],
  ['something else', false],
])('a nats-server of version %s can be configured to refuse calls: %s', (version, can) => {
  expect(canRefuseCalls(`nats-server: ${version}`)).toBe(can);
});
