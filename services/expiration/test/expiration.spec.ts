import { type ExpiryDue, expiryDue } from '@onsale/contracts/expiration/messages';
import type { Message } from '@onsale/contracts/message';
import { type OrderState, orderPlaced } from '@onsale/contracts/orders/messages';
import { type Infra, newId, newMessage, type RunningService, startService } from '@onsale/runtime';
import { eventually, type TestInfra, testInfra } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expiration } from '../src/service.js';

let infra: TestInfra;
let service: RunningService;
/** What the service told, and in how many calls of the bus. */
let told: Message<string, ExpiryDue>[];
let calls: number;

async function start(): Promise<void> {
  const bus: Infra['bus'] = {
    ...infra.bus,
    publish(messages) {
      calls += 1;
      return infra.bus.publish(messages);
    },
  };
  service = await startService(expiration, { ...infra, bus }, {});
}

beforeEach(async () => {
  infra = await testInfra('expiration', expiration.migrations);
  told = [];
  calls = 0;
  await start();
  await infra.bus.subscribe({
    name: 'test.expiry',
    types: [expiryDue.type],
    async handle(messages) {
      told.push(...(messages as Message<string, ExpiryDue>[]));
    },
  });
});
afterEach(async () => {
  await service.stop();
  await infra.stop();
});

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function placed(holdMs: number, orderId = newId()): Message<string, OrderState> {
  const now = infra.clock.now();
  const price = { amount: 4999, currency: 'EUR' };
  const data: OrderState = {
    orderId,
    version: 1,
    status: 'pending',
    eventId: newId(),
    eventTitle: 'Night of the Cellos',
    buyer: { accountId: newId(), name: 'Ada', email: 'ada@example.org' },
    lines: [{ ticketTypeId: newId(), ticketTypeName: 'Stalls', quantity: 1, unitPrice: price }],
    total: price,
    placedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + holdMs).toISOString(),
    paidAt: null,
    paymentId: null,
    refunds: [],
  };
  return newMessage(orderPlaced, { subject: orderId, time: now, data, traceparent });
}

const taken = (count: number) =>
  eventually(async () => {
    expect(await service.metrics.render()).toMatch(
      new RegExp(`onsale_messages_handled_total\\{.*expiration.order-placed.*\\} ${count}\\b`),
    );
  });
const toldOf = (order: Message) => told.filter((message) => message.subject === order.subject);

describe('expiration', () => {
  it('publishes that a hold is due at its time, and not before', async () => {
    const [soon, later] = [placed(60_000), placed(120_000)];
    await infra.bus.publish([soon, later]);
    await taken(2);
    infra.clock.advance(59_999);
    const over = placed(0); // told after whatever was due before it
    await infra.bus.publish([over]);
    await eventually(() => expect(toldOf(over)).toHaveLength(1));
    expect(toldOf(soon)).toEqual([]);

    infra.clock.advance(1);
    await eventually(() => expect(toldOf(soon)).toHaveLength(1));
    expect(toldOf(soon)[0]).toMatchObject({
      type: 'expiry.due',
      source: '/expiration',
      traceparent,
      data: { orderId: soon.subject, version: 1, expiresAt: soon.data.expiresAt },
    });
    expect(toldOf(later)).toEqual([]);
  });

  it('fires in real time', async () => {
    const order = placed(300);
    await infra.bus.publish([order]);
    await eventually(() => expect(toldOf(order)).toHaveLength(1), { timeoutMs: 3_000 });
  });

  it('fires at once for a hold that is over already', async () => {
    const order = placed(-60_000);
    await infra.bus.publish([order]);
    await eventually(() => expect(toldOf(order)).toHaveLength(1));
  });

  it('sets one timer, however often it receives the order', async () => {
    const order = placed(60_000);
    for (let time = 0; time < 3; time += 1) {
      // As other messages: the bus itself drops one that it has seen.
      await infra.bus.publish([{ ...order, id: newId() }]);
      await taken(time + 1);
    }
    infra.clock.advance(60_000);
    await eventually(() => expect(toldOf(order)).toHaveLength(1));
    const other = placed(0);
    await infra.bus.publish([other]);
    await eventually(() => expect(toldOf(other)).toHaveLength(1));
    expect(toldOf(order)).toHaveLength(1);
  });

  it('keeps its timers through a restart', async () => {
    const order = placed(60_000);
    await infra.bus.publish([order]);
    await taken(1);
    await service.stop();
    infra.clock.advance(60_000);
    await start();
    await eventually(() => expect(toldOf(order)).toHaveLength(1));
  });

  it('publishes thousands that are due together in a few batches', async () => {
    const orders = Array.from({ length: 3_000 }, () => placed(1_500));
    for (let at = 0; at < orders.length; at += 1_000) {
      await infra.bus.publish(orders.slice(at, at + 1_000));
    }
    await eventually(
      () => expect(new Set(told.map((message) => message.subject)).size).toBe(3_000),
      { timeoutMs: 15_000 },
    );
    expect(calls).toBeLessThan(300); // ten and more a call
  });
});
