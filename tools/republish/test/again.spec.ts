import { generateKeyPairSync } from 'node:crypto';
import type { Message } from '@onsale/contracts/message';
import { type OrderState, orderPaid, orderRefunded } from '@onsale/contracts/orders/messages';
import {
  newId,
  newMessage,
  type RunningService,
  readSettings,
  startService,
  type Transact,
} from '@onsale/runtime';
import {
  eventually,
  type TestDatabase,
  type TestInfra,
  testDatabase,
  testInfra,
} from '@onsale/testing';
import { tickets } from '@onsale/tickets';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Outbox, openOutbox } from '../src/outbox.js';
import { republish } from '../src/republish.js';
import { noMigrations, startPublisher, waiting } from './publisher.js';

let infra: TestInfra;
let inTickets: TestDatabase;
let outbox: Outbox;
let transact: Transact;
const running: RunningService[] = [];
let loses: (message: Message) => boolean = () => false;

beforeAll(async () => {
  infra = await testInfra('orders', noMigrations);
  inTickets = await testDatabase(tickets.migrations, 'tickets');
  outbox = openOutbox('orders', infra.database.url);
  // A bus that acknowledges messages and loses them, and accepts earlier ones as new.
  const publisher = await startPublisher(infra, (messages) =>
    infra.bus.publish(
      messages.filter((one) => !loses(one)).map((one) => ({ ...one, id: newId() })),
    ),
  );
  transact = publisher.transact;
  const { privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const consumer = await startService(
    tickets,
    { ...infra, database: inTickets },
    readSettings(tickets.settings, { ONSALE_TICKET_PRIVATE_KEY: privateKey }),
  );
  running.push(publisher.service, consumer);
});
afterAll(async () => {
  for (const service of running.reverse()) await service.stop();
  await outbox.close();
  await inTickets.stop();
  await infra.stop();
});

/** Resolves when all that was published was taken. */
const settled = () =>
  eventually(async () => {
    expect(await waiting(infra.database)).toEqual([]);
    expect([...(await infra.bus.lag()).values()].every((lag) => lag === 0)).toBe(true);
  });

const publishAgain = () =>
  republish(
    'orders',
    outbox,
    { since: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 1_000) },
    { dryRun: false, tell: () => undefined },
  );

const ticketRows = () =>
  inTickets.query<{ id: string; order_id: string; status: string }>(
    'select id, order_id, status, version from ticket order by id',
  );

const paid = (orderId: string, quantity: number): OrderState => ({
  ...{ orderId, version: 2, status: 'paid', eventId: newId(), eventTitle: 'Concert' },
  buyer: { accountId: newId(), name: 'Ann', email: 'ann@example.org' },
  lines: [
    {
      ...{ ticketTypeId: newId(), ticketTypeName: 'Parterre', quantity },
      unitPrice: { amount: 1500, currency: 'EUR' },
    },
  ],
  total: { amount: 1500 * quantity, currency: 'EUR' },
  placedAt: '2026-11-01T10:00:00.000Z',
  expiresAt: '2026-11-01T10:15:00.000Z',
  paidAt: '2026-11-01T10:05:00.000Z',
  ...{ paymentId: newId(), refunds: [] },
});

async function say(order: OrderState): Promise<void> {
  const contract = order.status === 'refunded' ? orderRefunded : orderPaid;
  const message = newMessage(contract, { subject: order.orderId, time: new Date(), data: order });
  await transact(async (_sql, publish) => publish(message));
}

const orders = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 3 }),
    isRefunded: fc.boolean(),
    losesFirst: fc.boolean(),
    losesSecond: fc.boolean(),
  }),
  { minLength: 20, maxLength: 40 },
);

it('republishing restores lost messages, and kept messages take effect once', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async (given) => {
      const history = given.map((one) => ({ ...one, orderId: newId() }));
      const byId = new Map(history.map((one) => [one.orderId, one]));
      loses = ({ subject, type }) => {
        const one = byId.get(subject);
        return (type === orderPaid.type ? one?.losesFirst : one?.losesSecond) ?? false;
      };
      for (const { orderId, quantity, isRefunded } of history) {
        const order = paid(orderId, quantity);
        await say(order);
        if (isRefunded) await say({ ...order, version: 3, status: 'refunded' });
      }
      await settled();
      loses = () => false;

      await publishAgain();
      await settled();
      const rows = await ticketRows();
      for (const { orderId, quantity, isRefunded } of history) {
        const own = rows.filter((row) => row.order_id === orderId);
        expect(own.filter(({ status }) => status === 'valid')).toHaveLength(
          isRefunded ? 0 : quantity,
        );
        expect(own.length).toBeLessThanOrEqual(quantity);
      }

      await publishAgain();
      await settled();
      expect(await ticketRows()).toEqual(rows);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
