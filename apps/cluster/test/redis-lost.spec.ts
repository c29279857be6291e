import { type HoldsDue, holdsDue } from '@onsale/contracts/expiration/messages';
import { orderPlaced } from '@onsale/contracts/orders/messages';
import type { Local } from '@onsale/infra';
import type { Stop } from '@onsale/runtime';
import { eventually, hasRedis, startRedis, type TestRedis } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sale, startSale, startServers } from './sale.js';

/** Long enough to lose the timers before they fire, also on a busy machine. */
const holdSeconds = 8;
/** A hold, and the pauses before its messages come again. */
const patience = { timeoutMs: holdSeconds * 1000 + 25_000 };
const capacity = 20;

describe.runIf(hasRedis)('tickets that are held', () => {
  let servers: Local;
  let redis: TestRedis;
  let sale: Sale;
  let stopListening: Stop;
  /** The orders that `expiration` has received, and the moments whose timers have fired. */
  let placed: string[];
  let fired: string[];

  beforeAll(async () => {
    servers = await startServers();
    redis = await startRedis();
  });
  afterEach(async () => {
    await stopListening();
    await sale.stop();
  });
  afterAll(async () => {
    await redis.stop();
    await servers.stop();
  });

  async function start(): Promise<void> {
    placed = [];
    fired = [];
    sale = await startSale(servers, { redisUrl: redis.url, holdSeconds, capacity });
    stopListening = await servers.bus.subscribe({
      name: 'test.timers',
      types: [orderPlaced.type, holdsDue.type],
      async handle(messages) {
        for (const { type, subject, data } of messages) {
          if (type === holdsDue.type) fired.push((data as HoldsDue).at);
          else placed.push(subject);
        }
      },
    });
  }

  async function holdAll(): Promise<string[]> {
    const held = await Promise.all(Array.from({ length: capacity }, () => sale.hold()));
    await eventually(async () => expect(await sale.available()).toBe(0));
    return held;
  }
  /** Waits until the timers of these are in Redis. */
  const timersSet = (held: readonly string[]) =>
    eventually(async () => {
      expect(new Set(placed)).toEqual(new Set(held));
      expect((await servers.bus.lag()).get('expiration.order-placed')).toBe(0);
    }, patience);
  async function expectAllBack(held: readonly string[]): Promise<void> {
    await eventually(async () => expect(await sale.available()).toBe(capacity), patience);
    for (const orderId of held) expect(await sale.statusOf(orderId)).toBe('expired');
  }

  it('return to sale on time when Redis loses every timer', async () => {
    await start();
    const held = await holdAll();
    await timersSet(held);
    await redis.send('FLUSHALL');
    await expectAllBack(held);
    expect(fired).toEqual([]);
  });

  it('return to sale on time when Redis dies, and its late timers do no harm', async () => {
    await start();
    const held = await holdAll();
    await timersSet(held);
    await redis.kill();
    await expectAllBack(held);
    expect(fired).toEqual([]);

    await redis.restart();
    await eventually(() => expect(fired).not.toEqual([]), patience);
    await expectAllBack(held);
  });

  it('are sold and return to sale without Redis, whose timers work once it is back', async () => {
    await redis.kill();
    await start();
    const held = await holdAll();
    await expectAllBack(held);
    expect(fired).toEqual([]);

    await redis.restart({ keepData: false });
    await timersSet(held);
    const before = Date.now();
    await sale.hold();
    await eventually(
      () => expect(fired.some((at) => Date.parse(at) > before)).toBe(true),
      patience,
    );
    // Its waits add up: messages that failed without Redis are redelivered after growing pauses.
  });
});
