import { eventually, testAccount } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueTickets } from '../src/issue.js';
import { onOrder } from '../src/on-order.js';
import {
  buy,
  countByStatus,
  deliver,
  deliverEvents,
  eventState,
  line,
  orderMessage,
  paidOrder,
  refunded,
  said,
  startTickets,
  type TicketsServer,
  ticketsOf,
} from './support.js';

let server: TicketsServer;
beforeAll(async () => {
  server = await startTickets();
});
afterAll(() => server.stop());

const count = (orderId: string) => countByStatus(server.infra.database, orderId);

test('a paid order becomes one ticket per person, each with its own codes', async () => {
  const buyer = testAccount();
  const event = eventState();
  await deliverEvents(server, event);
  const { accountId, name, email } = buyer;
  const order = paidOrder({
    eventId: event.eventId,
    buyer: { accountId, name, email },
    lines: [line(2, 'Parterre'), line(1, 'Balcony')],
  });
  const message = orderMessage(order);
  await server.infra.bus.publish([message]);

  const tickets = await eventually(async () => {
    const found = await ticketsOf(server, buyer);
    expect(found).toHaveLength(3);
    return found;
  });
  expect(tickets.map((ticket) => ticket.ticketTypeName)).toEqual([
    'Parterre',
    'Parterre',
    'Balcony',
  ]);
  expect(new Set(tickets.map((ticket) => ticket.code)).size).toBe(3);
  expect(new Set(tickets.map((ticket) => ticket.shortCode)).size).toBe(3);
  const messages = await said(server.infra.database, order.orderId);
  expect(messages.map((one) => [one.type, one.subject, one.data.version])).toEqual(
    tickets.map((ticket) => ['ticket.issued', ticket.id, 1]),
  );
  expect(messages.every((one) => one.traceparent === message.traceparent)).toBe(true);
});

test('duplicates, redelivery and later states of a paid order issue no more tickets', async () => {
  const order = paidOrder({ lines: [line(2), line(3)] });
  await deliver(server, order, order);
  await deliver(server, order);
  // A second payment, due for a refund, makes a new state of the order, which is still paid.
  await deliver(server, { ...order, version: 3 });
  expect(await count(order.orderId)).toEqual({ valid: 5 });
  expect(await said(server.infra.database, order.orderId)).toHaveLength(5);
});

test('all tickets of a refunded order become void, with a message for each', async () => {
  const order = paidOrder({ lines: [line(2), line(1)] });
  await deliver(server, order);
  await deliver(server, refunded(order));
  await deliver(server, refunded(order), order);
  expect(await count(order.orderId)).toEqual({ void: 3 });
  const messages = await said(server.infra.database, order.orderId);
  expect(messages.slice(3).map((one) => [one.type, one.data.status, one.data.version])).toEqual(
    Array(3).fill(['ticket.voided', 'void', 2]),
  );
});

test('a refund that arrives before the payment leaves no valid ticket', async () => {
  const [apart, together] = [paidOrder(), paidOrder()];
  await deliver(server, refunded(apart));
  await deliver(server, apart);
  await deliver(server, refunded(together), together);
  expect(await count(apart.orderId)).toEqual({});
  expect(await count(together.orderId)).toEqual({});
});

test('deliveries in any order, batches and number end in the same tickets', async () => {
  const deliveries = fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(deliveries, async (batches) => {
      const paid = paidOrder({ lines: [line(2)] });
      const later = { ...paid, version: 3 };
      const states = [paid, later, refunded(later)] as const;
      for (const batch of batches) {
        await deliver(server, ...batch.map((at) => states[at] ?? paid));
      }
      const found = await count(paid.orderId);
      if (batches.flat().includes(2)) expect(found.valid).toBeUndefined();
      else expect(found).toEqual({ valid: 2 });
    }),
    { numRuns: 40 },
  );
});

test('two consumers with the same messages at the same instant issue each ticket once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const orders = Array.from({ length: 20 }, () => paidOrder({ lines: [line(2)] }));
    const refunds = orders.slice(10).map(refunded);
    await Promise.all([
      deliver(server, ...orders),
      deliver(server, ...[...orders].reverse()),
      deliver(server, ...orders.slice(5), ...refunds),
      deliver(server, ...[...refunds].reverse(), ...orders.slice(0, 5)),
    ]);
    for (const [at, order] of orders.entries()) {
      const found = await count(order.orderId);
      if (at < 10) expect(found).toEqual({ valid: 2 });
      else expect(found.valid).toBeUndefined();
      const issued = await said(server.infra.database, order.orderId);
      const ids = issued.filter((one) => one.type === 'ticket.issued').map((one) => one.subject);
      expect(new Set(ids).size).toBe(ids.length);
    }
  }
});

test('a consumer that dies before its commit has issued nothing, and the next one issues the tickets', async () => {
  const order = paidOrder({ lines: [line(4)] });
  const { transact } = server.context;
  const dying = onOrder({
    ...server.context,
    transact: (work) =>
      transact(async (sql, publish) => {
        await work(sql, publish);
        throw new Error('killed');
      }),
  });
  await expect(dying.handle([orderMessage(order)])).rejects.toThrow('killed');
  expect(await count(order.orderId)).toEqual({});
  await deliver(server, order);
  expect(await count(order.orderId)).toEqual({ valid: 4 });
});

test('a short code that is already used is drawn again', async () => {
  const buyer = testAccount();
  const event = eventState();
  await deliverEvents(server, event);
  await buy(server, buyer, event.eventId);
  const [first] = await ticketsOf(server, buyer);
  const taken = (first?.shortCode ?? '').replace('-', '');
  const draws = [taken, '00000000AA', '00000000AA', '00000000BB', '00000000CC'];
  const order = paidOrder({ lines: [line(3)] });

  const issued = await server.infra.database.transaction((sql) =>
    issueTickets(sql, [order], new Date(), () => draws.shift() ?? 'ZZZZZZZZZZ'),
  );
  expect(issued.map((ticket) => ticket.shortCode).sort()).toEqual([
    '00000000AA',
    '00000000BB',
    '00000000CC',
  ]);
  expect(await count(order.orderId)).toEqual({ valid: 3 });
});

test('when no unused short code can be drawn, the batch fails and issues nothing', async () => {
  const order = paidOrder({ lines: [line(2)] });
  const attempt = server.infra.database.transaction((sql) =>
    issueTickets(sql, [order], new Date(), () => '00000000DD'),
  );
  await expect(attempt).rejects.toThrow('no free short code');
  expect(await count(order.orderId)).toEqual({});
});

test('orders of thousands of tickets in one batch are all issued', async () => {
  const orders = [line(1_500), line(900), line(3_000)].map((one) => paidOrder({ lines: [one] }));
  await deliver(server, ...orders);
  expect(await Promise.all(orders.map((order) => count(order.orderId)))).toEqual([
    { valid: 1_500 },
    { valid: 900 },
    { valid: 3_000 },
  ]);
});
