import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { connect } from '@nats-io/transport-node';
import type { Message } from '@onsale/contracts/message';
import {
  builtProgram,
  eventually,
  natsServerPath,
  startNats,
  type TestNats,
} from '@onsale/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  expiries,
  expiry,
  expiryType,
  idsOf,
  signedOut,
  signedOutType,
} from './conformance/messages.js';
import type { OwnerOptions } from './jetstream-owner.js';
import { asOperator, startTestBuses, type TestBuses } from './test-buses.js';

/** Processes start slowly on a busy machine. */
const patient = { timeoutMs: 50_000 };

describe.skipIf(natsServerPath === undefined)('processes that share a subscription', () => {
  let program: string;
  let nats: TestNats;
  let testBuses: TestBuses;
  let ends: (() => Promise<void>)[];
  beforeAll(async () => {
    program = await builtProgram(new URL('jetstream-owner.ts', import.meta.url));
  });
  beforeEach(async () => {
    nats = await startNats();
    testBuses = await startTestBuses();
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends) await end();
    await testBuses.stop();
    await nats.stop();
  });

  /** Starts a separate process. */
  function startOwner(options: Partial<OwnerOptions> = {}) {
    const child = spawn(
      process.execPath,
      [
        program,
        JSON.stringify({ server: nats.url, databaseUrl: testBuses.database.url, ...options }),
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const gone = once(child, 'exit');
    ends.push(async () => {
      child.kill('SIGKILL');
      await gone;
    });
    const [begun, finished] = [new Set<string>(), new Set<string>()];
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { begun?: string[]; finished?: string[] };
      for (const id of said.begun ?? []) begun.add(id);
      for (const id of said.finished ?? []) finished.add(id);
    });
    return { child, gone, begun, finished };
  }

  const listen = async (taken: Message[] = []) => {
    const bus = await testBuses.connect([nats.url]);
    await bus.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        taken.push(...messages);
      },
    });
    return { bus, taken };
  };

  const look = (consumer: string) =>
    asOperator(nats.url, ({ consumers }) => consumers.info('ONSALE', consumer));
  const unacknowledged = async (consumer: string) => (await look(consumer)).num_ack_pending;
  const untaken = async (consumer: string) => {
    const { num_pending, num_ack_pending } = await look(consumer);
    return num_pending + num_ack_pending;
  };

  test('a process that is paused for too long loses its messages to another', async () => {
    const owner = startOwner({ waits: true });
    const publisher = await testBuses.connect([nats.url]);
    const messages = expiries(10);
    await publisher.publish(messages);
    await eventually(() => expect([...owner.begun]).toEqual(idsOf(messages)), patient);
    owner.child.kill('SIGSTOP');
    const { bus, taken } = await listen();
    await eventually(() => expect(idsOf(taken)).toEqual(idsOf(messages)), patient);
    await eventually(async () => expect((await bus.lag()).get('one')).toBe(0));

    // It goes on where it was, and acknowledges messages that are no longer its own.
    owner.child.kill('SIGCONT');
    owner.child.stdin.write('go\n');
    await eventually(() => expect([...owner.finished]).toEqual(idsOf(messages)), patient);
    const after = expiries(40);
    await bus.publish(after);
    await eventually(async () => {
      owner.child.stdin.write('go\n');
      expect((await bus.lag()).get('one')).toBe(0);
    }, patient);
    const all = new Set([...idsOf(taken), ...owner.finished]);
    expect(idsOf(after).filter((id) => !all.has(id))).toEqual([]);
    expect(await bus.deadLetters(10)).toEqual([]);
  }, 120_000);

  test('a message that crashes every process becomes a dead letter, and its neighbours are handled', async () => {
    const messages = expiries(12);
    const poison = messages[5]?.id ?? '';
    const publisher = await testBuses.connect([nats.url]);
    await publisher.publish(messages);
    const finished = new Set<string>();
    let deaths = 0;
    for (let isAlive = false; !isAlive; ) {
      const owner = startOwner({ poison });
      const died = owner.gone.then(() => 'died');
      const drained = eventually(async () => {
        expect(await untaken('one@expiry_due')).toBe(0);
        return 'drained';
      }, patient);
      const outcome = await Promise.race([died, drained.catch(() => 'stuck')]);
      for (const id of owner.finished) finished.add(id);
      if (outcome === 'died') deaths += 1;
      expect(deaths).toBeLessThan(6);
      isAlive = outcome !== 'died';
      expect(outcome).not.toBe('stuck');
      drained.catch(() => undefined);
    }
    // Twice together with other messages, once alone.
    expect(deaths).toBe(3);
    expect([...finished].sort()).toEqual(idsOf(messages.filter(({ id }) => id !== poison)));
    const letters = await publisher.deadLetters(10);
    expect(letters).toMatchObject([{ message: { id: poison }, attempts: 3, subscription: 'one' }]);
    expect(letters[0]?.error).toContain('without an answer');
  }, 240_000);

  test('a handler that works for longer than the ack wait keeps its messages', async () => {
    const slow = await testBuses.connect([nats.url]);
    const calls: string[][] = [];
    let finish: () => void = () => undefined;
    ends.push(async () => finish());
    await slow.subscribe({
      name: 'one',
      types: [expiryType],
      async handle(messages) {
        calls.push(idsOf(messages));
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
    });
    const messages = expiries(3);
    const listener = await connect({ servers: [nats.url] });
    ends.push(() => listener.close());
    let extensions = 0;
    listener.subscribe('$JS.ACK.>', {
      callback: (_error, message) => {
        if (message.string() === '+WPI') extensions += 1;
      },
    });
    await listener.flush();
    await slow.publish(messages);
    await eventually(() => expect(calls).toHaveLength(1));
    const { taken } = await listen();
    // Each is extended three times in an ack wait, so three ack waits have passed.
    await eventually(() => expect(extensions).toBeGreaterThanOrEqual(messages.length * 9));
    finish();
    await eventually(async () => expect((await slow.lag()).get('one')).toBe(0));
    expect(calls.flat()).toEqual(idsOf(messages));
    expect(taken).toEqual([]);
  });

  test('a process that stops returns at once the messages that it had not begun to handle', async () => {
    const leaving = await testBuses.connect([nats.url], { ackWaitMs: 60_000 });
    let finish: () => void = () => undefined;
    ends.push(async () => finish());
    const handled: Message[] = [];
    await leaving.subscribe({
      name: 'one',
      types: [expiryType, signedOutType],
      async handle(messages) {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        handled.push(...messages);
      },
    });
    const [first, second] = [expiry(), signedOut()];
    await leaving.publish([first]);
    await eventually(async () => expect(await unacknowledged('one@expiry_due')).toBe(1));
    await leaving.publish([second]);
    await eventually(async () => {
      expect(await unacknowledged('one@account_signed-out')).toBe(1);
    });
    const staying = await testBuses.connect([nats.url], { ackWaitMs: 60_000 });
    const taken: Message[] = [];
    await staying.subscribe({
      name: 'one',
      types: [expiryType, signedOutType],
      async handle(messages) {
        taken.push(...messages);
      },
    });
    const stopped = leaving.stop();
    await eventually(() => expect(taken).toEqual([second]));
    finish();
    await stopped;
    expect(handled).toEqual([first]);
    await eventually(async () => expect((await staying.lag()).get('one')).toBe(0));
    expect(taken).toEqual([second]);
  });

  test('one process replays a dead letter, whichever process received the request', async () => {
    let cured = false;
    const takers: number[] = [];
    const buses = await Promise.all([0, 1, 2].map(() => testBuses.connect([nats.url])));
    for (const [at, bus] of buses.entries()) {
      await bus.subscribe({
        name: 'one',
        types: [expiryType],
        async handle() {
          if (!cured) throw new Error('not yet');
          takers.push(at);
        },
      });
    }
    const [bus, other] = buses;
    await bus?.publish(expiries(5));
    await eventually(async () => expect(await bus?.deadLetters(10)).toHaveLength(5));
    cured = true;
    const letters = (await bus?.deadLetters(10)) ?? [];
    for (const { id } of letters) await other?.replay(id);
    await eventually(async () => expect(await bus?.deadLetters(10)).toEqual([]));
    expect(takers).toHaveLength(5);
  });
});
