import { type HoldsDue, holdsDue } from '@onsale/contracts/expiration/messages';
import type { Message } from '@onsale/contracts/message';
import { type OrderState, orderPlaced } from '@onsale/contracts/orders/messages';
import { type Infra, newId, newMessage, type RunningService, startService } from '@onsale/runtime';
import { eventually, type TestInfra, testInfra } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expiration } from '../src/service.js';

let infra: TestInfra;
let service: RunningService;
/** The messages that the service published, and the number of timers it has set. */
let told: Message<string, HoldsDue>[];
let set: number;

async function start(): Promise<void> {
  const timers: Infra['timers'] = {
    ...infra.timers,
    schedule(queue, all) {
      set += all.length;
      return infra.timers.schedule(queue, all);
    },
  };
  service = await startService(expiration, { ...infra, timers }, {});
}

beforeEach(async () => {
  infra = await testInfra('expiration', expiration.migrations);
  told = [];
  set = 0;
  await start();
  await infra.bus.subscribe({
    name: 'test.expiry',
    types: [holdsDue.type],
    async handle(messages) {
      told.push(...(messages as Message<string, HoldsDue>[]));
    },
  });
});
afterEach(async () => {
  await service.stop();
  await infra.stop();
});

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
  return newMessage(orderPlaced, { subject: orderId, time: now, data });
}

const taken = (count: number) =>
  eventually(async () => {
    expect(await service.metrics.render()).toMatch(
      new RegExp(`onsale_messages_handled_total\\{.*expiration.order-placed.*\\} ${count}\\b`),
    );
  });
/** Whether a message has announced a time at which this hold is over. */
const isTold = ({ data }: { data: OrderState }) =>
  told.some(({ data: { at } }) => Date.parse(at) >= Date.parse(data.expiresAt));

describe('expiration', () => {
  it('publishes that holds are due at their time, and not before', async () => {
    const [soon, later] = [placed(60_000), placed(120_000)];
    await infra.bus.publish([soon, later]);
    await taken(2);
    infra.clock.advance(59_899);
    const over = placed(-60_000); // announced after everything that was due before it
    await infra.bus.publish([over]);
    await eventually(() => expect(told).toHaveLength(1));
    expect(isTold(soon)).toBe(false);

    infra.clock.advance(201);
    await eventually(() => expect(isTold(soon)).toBe(true));
    expect(told.at(-1)).toMatchObject({ type: 'holds.due', source: '/expiration' });
    expect(isTold(later)).toBe(false);
  });

  it('fires in real time', async () => {
    const order = placed(300);
    await infra.bus.publish([order]);
    await eventually(() => expect(isTold(order)).toBe(true));
  });

  it('fires at once for a hold that is already over, even when its time was announced before', async () => {
    const order = placed(-60_000);
    for (const count of [1, 2]) {
      await infra.bus.publish([{ ...order, id: newId() }]);
      await eventually(() => expect(told).toHaveLength(count));
    }
  });

  it('sets one timer for all holds that end at the same moment, however many there are and however often it receives them', async () => {
    const orders = Array.from({ length: 1_000 }, () => placed(60_000));
    for (let time = 1; time <= 2; time += 1) {
      // With new ids, because the bus itself drops a message that it has seen.
      await infra.bus.publish(orders.map((order) => ({ ...order, id: newId() })));
      await taken(time * 1_000);
    }
    expect(set).toBe(1);
    infra.clock.advance(60_100);
    await eventually(() => expect(told).toHaveLength(1));
  });

  it('keeps its timers through a restart', async () => {
    const order = placed(60_000);
    await infra.bus.publish([order]);
    await taken(1);
    await service.stop();
    infra.clock.advance(60_100);
    await start();
    await eventually(() => expect(isTold(order)).toBe(true));
  });
});
