import { eventCancelled, type TicketTypeState } from '@onsale/contracts/catalog/messages';
import { expiryDue } from '@onsale/contracts/expiration/messages';
import type { Message } from '@onsale/contracts/message';
import type { Order } from '@onsale/contracts/orders/http';
import type { OrderState } from '@onsale/contracts/orders/messages';
import {
  type PaymentState,
  paymentCaptured,
  paymentRefunded,
} from '@onsale/contracts/payments/messages';
import { newId, newMessage } from '@onsale/runtime';
import { eventually, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders, stockOf } from './support.js';

let server: TestServer;
const heard: Message<string, OrderState>[] = [];

beforeAll(async () => {
  server = await startOrders({ ONSALE_HOLD_SECONDS: '60' });
  await server.infra.bus.subscribe({
    name: 'test.orders',
    types: ['order.placed', 'order.paid', 'order.expired', 'order.cancelled', 'order.refunded'],
    handle: async (messages) => {
      heard.push(...(messages as Message<string, OrderState>[]));
    },
  });
});
afterAll(() => server.stop());

const paymentFor = (placed: Order, changes: Partial<PaymentState> = {}): PaymentState => ({
  paymentId: newId(),
  version: 2,
  orderId: placed.id,
  status: 'captured',
  provider: 'sandbox',
  amount: placed.total,
  failureCode: null,
  capturedAt: server.infra.clock.now().toISOString(),
  refundReason: null,
  refundedAt: null,
  ...changes,
});

const capture = (payment: PaymentState) =>
  publish(server, paymentCaptured, payment.paymentId, payment);

async function readOrder(buyer: ReturnType<typeof testAccount>, id: string): Promise<Order> {
  return (await server.request('GET', `/api/orders/${id}`, { as: buyer })).json() as Order;
}

async function placed(quantity = 1, capacity = 10) {
  const sale = await putOnSale(server, { capacity });
  const buyer = testAccount();
  const { body } = await order(server, buyer, sale.ticketType, quantity);
  return { ...sale, buyer, body };
}

/** Each buyer places an order for one ticket. */
const placedByMany = (buyers: number, ticketType: TicketTypeState) =>
  Promise.all(
    Array.from({ length: buyers }, async () => {
      const buyer = testAccount();
      return { buyer, ...(await order(server, buyer, ticketType)) };
    }),
  );

describe('an order after it was placed', () => {
  it('is published with its whole state after each change', async () => {
    const { body } = await placed();
    await capture(paymentFor(body));
    await eventually(async () => {
      const types = heard.filter((m) => m.subject === body.id).map((m) => [m.type, m.data.version]);
      expect(types).toEqual([
        ['order.placed', 1],
        ['order.paid', 2],
      ]);
    });
  });

  it('expires at its time, and the tickets are on sale again soon after', async () => {
    const { ticketType, body, buyer } = await placed(3);
    server.clock.advance(59_000);
    expect((await readOrder(buyer, body.id)).status).toBe('pending');
    server.clock.advance(1_000);
    await eventually(async () => {
      expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({
        available: 10,
        held: 0,
      });
    });
    expect((await readOrder(buyer, body.id)).status).toBe('expired');
  });

  it('is not expired by a timer that fires early', async () => {
    const { body, buyer } = await placed();
    await publish(server, expiryDue, body.id, {
      orderId: body.id,
      version: 1,
      expiresAt: body.expiresAt,
    });
    await eventually(async () => {
      const lag = await server.infra.bus.lag();
      expect(lag.get('orders.expiry-due')).toBe(0);
    });
    expect((await readOrder(buyer, body.id)).status).toBe('pending');
  });

  it('gets its tickets back for a late payment while they are available', async () => {
    const { ticketType, body, buyer } = await placed(2);
    server.clock.advance(60_000);
    await eventually(async () => {
      expect((await readOrder(buyer, body.id)).status).toBe('expired');
    });
    await capture(paymentFor(body));
    await eventually(async () => {
      expect((await readOrder(buyer, body.id)).status).toBe('paid');
    });
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({ available: 8, sold: 2 });
  });

  it('refunds a late payment when others have the tickets, and says why, and since when', async () => {
    const { ticketType, body, buyer } = await placed(2, 2);
    server.clock.advance(60_000);
    await eventually(async () => {
      expect((await order(server, testAccount(), ticketType, 2)).status).toBe(201);
    });
    const payment = paymentFor(body);
    await capture(payment);
    await eventually(async () => {
      expect(await readOrder(buyer, body.id)).toMatchObject({
        status: 'expired',
        refunds: [{ paymentId: payment.paymentId, reason: 'sold_out', refundedAt: null }],
      });
    });
    const refundedAt = server.infra.clock.now().toISOString();
    await publish(server, paymentRefunded, payment.paymentId, {
      ...payment,
      version: 3,
      status: 'refunded',
      refundReason: 'sold_out',
      refundedAt,
    });
    await eventually(async () => {
      expect((await readOrder(buyer, body.id)).refunds).toMatchObject([{ refundedAt }]);
    });
  });

  it('is either paid or expired when both come at the same instant, and the money is accounted for', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 40 });
    const orders = await placedByMany(40, ticketType);
    const payments = orders.map(({ body }) => paymentFor(body));
    server.clock.advance(60_000);
    await Promise.all(payments.map((payment) => capture(payment)));
    await eventually(async () => {
      expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({ held: 0, sold: 40 });
    });
    for (const { buyer, body } of orders) {
      expect(await readOrder(buyer, body.id)).toMatchObject({ status: 'paid', refunds: [] });
    }
  });

  it('can be cancelled by its buyer while pending, even twice, but not once it is paid', async () => {
    const { ticketType, body, buyer } = await placed(2);
    const cancel = async (id: string) =>
      server.request('DELETE', `/api/orders/${id}`, { as: buyer });
    expect((await cancel(body.id)).json()).toMatchObject({ status: 'cancelled' });
    expect((await cancel(body.id)).statusCode).toBe(200);
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({
      available: 10,
      held: 0,
    });

    const { body: second } = await order(server, buyer, ticketType);
    await capture(paymentFor(second));
    await eventually(async () => {
      expect((await readOrder(buyer, second.id)).status).toBe('paid');
    });
    expect((await cancel(second.id)).json()).toMatchObject({ code: 'order_not_pending' });
  });

  it('ends either paid, or cancelled with its money back, when both happen at once', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 30 });
    const orders = await placedByMany(30, ticketType);
    const payments = orders.map(({ body }) => paymentFor(body));
    await Promise.all(
      orders.flatMap(({ buyer, body }, index) => [
        capture(payments[index] as PaymentState),
        server.request('DELETE', `/api/orders/${body.id}`, { as: buyer }),
      ]),
    );
    await eventually(async () => {
      for (const [index, { buyer, body }] of orders.entries()) {
        const { status, paymentId, refunds } = await readOrder(buyer, body.id);
        const expected = payments[index]?.paymentId;
        if (status === 'paid') expect(paymentId).toBe(expected);
        else
          expect({ status, refunds }).toMatchObject({
            status: 'cancelled',
            refunds: [{ paymentId: expected, reason: 'order_cancelled' }],
          });
      }
    });
    const stock = await stockOf(server, ticketType.ticketTypeId);
    expect(stock?.held).toBe(0);
  });

  it('is cancelled or refunded when its event is cancelled', async () => {
    const { event, ticketType, body, buyer } = await placed(2);
    const { body: paid } = await order(server, buyer, ticketType);
    const payment = paymentFor(paid);
    await capture(payment);
    await eventually(async () => {
      expect((await readOrder(buyer, paid.id)).status).toBe('paid');
    });
    await publish(server, eventCancelled, event.eventId, {
      ...event,
      version: 2,
      status: 'cancelled',
      cancellationReason: 'Storm',
    });
    await eventually(async () => {
      expect((await readOrder(buyer, body.id)).status).toBe('cancelled');
      expect(await readOrder(buyer, paid.id)).toMatchObject({
        status: 'refunded',
        refunds: [{ paymentId: payment.paymentId, reason: 'event_cancelled' }],
      });
    });
    expect((await order(server, buyer, ticketType)).body.code).toBe('event_cancelled');
  });

  it('ends together with over a thousand others when the event is cancelled during the sale', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 3_000 });
    const buy = async (orders: number) => {
      const answers = await placedByMany(orders, ticketType);
      const payments = answers
        .filter(({ status }) => status === 201)
        .map(({ body }) => paymentFor(body));
      const time = server.clock.now();
      await server.infra.bus.publish(
        payments.map((data) =>
          newMessage(paymentCaptured, { subject: data.paymentId, time, data }),
        ),
      );
    };
    await buy(700);
    const buying = buy(500);
    await publish(server, eventCancelled, event.eventId, {
      ...event,
      version: 2,
      status: 'cancelled',
      cancellationReason: 'Storm',
    });
    await buying;
    await eventually(async () => {
      const lag = await server.infra.bus.lag();
      expect([lag.get('orders.event'), lag.get('orders.payment-captured')]).toEqual([0, 0]);
      const rows = await server.infra.database.query(
        `select status from orders where event_id = $1 and (status in ('pending', 'paid')
             or not exists (select from jsonb_array_elements(refunds)))`,
        [event.eventId],
      );
      expect(rows).toEqual([]);
    });
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({
      available: 3_000,
      held: 0,
      sold: 0,
      revenue: 0,
    });
  });
});
