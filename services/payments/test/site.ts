import { createServer, type IncomingMessage } from 'node:http';
import type { Message } from '@onsale/contracts/message';
import {
  type OrderState,
  orderCancelled,
  orderExpired,
  orderPaid,
  orderPlaced,
  orderRefunded,
} from '@onsale/contracts/orders/messages';
import type { Payment } from '@onsale/contracts/payments/http';
import { type PaymentState, paymentsMessages } from '@onsale/contracts/payments/messages';
import {
  createHttpServer,
  type Infra,
  type Logger,
  newId,
  newMessage,
  type RunningService,
  startService,
} from '@onsale/runtime';
import {
  eventually,
  pickFreePort,
  testAccount,
  testCookie,
  testInfra,
  testSessionKeys,
} from '@onsale/testing';
import { sign, signatureHeader } from '../src/sandbox/signature.js';
import { payments } from '../src/service.js';

const webhookSecret = 'test-webhook-secret-0123456789abcdef';
export const webhookPath = '/api/payments/webhooks/sandbox';
export const goodCard = { number: '4242 4242 4242 4242', expiry: '12/79', cvc: '987' };
export const cardNumber = (number: string) => ({ ...goodCard, number });

/**
 * The payments service on real adapters; its own sandbox reaches it through a front that can fail.
 */
export async function startSite() {
  const infra = await testInfra('payments', payments.migrations);
  const logged: string[] = [];
  const watched: Infra = { ...infra, log: recordingLogger(logged) };

  /** What the sandbox sent, and whether the site answers it, or sends it to another address. */
  const webhooks = { down: false, movedTo: '', received: [] as string[] };
  let app: Awaited<ReturnType<typeof createHttpServer>> | undefined;
  const front = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      webhooks.received.push(body);
      if (webhooks.movedTo !== '') {
        return response.writeHead(307, { location: webhooks.movedTo }).end();
      }
      if (webhooks.down || !app) return response.writeHead(503).end();
      const { headers, url = '' } = request;
      const answer = await app.inject({ method: 'POST', url, headers, payload: body });
      return response.writeHead(answer.statusCode).end(answer.body);
    });
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve) => front.listen(port, '127.0.0.1', resolve));

  let service: RunningService | undefined;
  async function start() {
    service = await startService(payments, watched, {
      webhookBaseUrl: `http://127.0.0.1:${port}`,
      webhookSecret,
      reconcileAfterSeconds: 10,
      failedPerAccount: 3,
      failedPerCard: 4,
      failedPerAddress: 100,
    });
    app = await createHttpServer({
      services: [service],
      clock: infra.clock,
      log: watched.log,
      sessionPublicKey: testSessionKeys.publicKey,
      trustProxy: '127.0.0.1',
      checkReplies: true,
    });
    await app.ready();
  }
  async function stop() {
    await app?.close();
    app = undefined;
    await service?.stop();
    service = undefined;
  }
  await start();

  const told: Message<string, PaymentState>[] = [];
  await infra.bus.subscribe({
    name: 'test.payments',
    types: paymentsMessages.map((contract) => contract.type),
    async handle(messages) {
      told.push(...(messages as Message<string, PaymentState>[]));
    },
  });

  const cookie = (accountId: string) => testCookie(testAccount({ accountId }), infra.clock.now());

  const inject = (options: {
    method: 'GET' | 'POST';
    url: string;
    headers?: object;
    payload?: object | string;
  }) => {
    if (!app) throw new Error('the site is stopped');
    return app.inject({ ...options, headers: { ...options.headers } });
  };

  const site = {
    ...infra,
    logged,
    webhooks,
    told,
    start,
    stop,
    inject,
    cookie,
    /** Publishes a state of an order, and resolves when the service has stored it. */
    async says(order: OrderState, traceparent?: string): Promise<OrderState> {
      const time = infra.clock.now();
      const said = { subject: order.orderId, time, data: order, traceparent };
      await infra.bus.publish([newMessage(contracts[order.status], said)]);
      await eventually(async () => {
        const rows = await infra.database.query(
          'select from payable_order where id = $1 and version >= $2',
          [order.orderId, order.version],
        );
        if (rows.length === 0) throw new Error(`order ${order.orderId} has not come`);
      });
      return order;
    },
    /** Publishes states of orders, and does not wait. */
    async saysLater(...orders: OrderState[]): Promise<void> {
      const time = infra.clock.now();
      await infra.bus.publish(
        orders.map((order) =>
          newMessage(contracts[order.status], { subject: order.orderId, time, data: order }),
        ),
      );
    },
    async pay(
      order: OrderState,
      card: object = goodCard,
      buyerId = order.buyer.accountId,
      address = '198.51.100.1',
    ) {
      return inject({
        method: 'POST',
        url: '/api/payments',
        headers: { cookie: await cookie(buyerId), 'x-forwarded-for': address },
        payload: { orderId: order.orderId, card },
      });
    },
    async list(order: OrderState, buyerId = order.buyer.accountId): Promise<Payment[]> {
      const url = `/api/payments?orderId=${order.orderId}`;
      const headers = { cookie: await cookie(buyerId) };
      return (await inject({ method: 'GET', url, headers })).json<{ items: Payment[] }>().items;
    },
    /** The newest payment of an order, once it has this status. */
    async becomes(order: OrderState, status: Payment['status']): Promise<Payment> {
      return eventually(async () => {
        const [payment] = await site.list(order);
        if (payment?.status !== status) throw new Error(`payment is ${payment?.status}`);
        return payment;
      });
    },
    metrics: async () => (await service?.metrics.render()) ?? '',
    /** Delivers a webhook as the sandbox would. */
    deliver(body: object | string, signedAt = infra.clock.now(), secret = webhookSecret) {
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = {
        'content-type': 'application/json',
        [signatureHeader]: sign(secret, payload, signedAt),
      };
      return inject({ method: 'POST', url: webhookPath, headers, payload });
    },
    async end() {
      await stop();
      await new Promise((resolve) => front.close(resolve));
      await infra.stop();
    },
  };
  return site;
}
export type Site = Awaited<ReturnType<typeof startSite>>;

const contracts = {
  pending: orderPlaced,
  paid: orderPaid,
  expired: orderExpired,
  cancelled: orderCancelled,
  refunded: orderRefunded,
} as const;

/** A pending order as `orders` publishes it, with 15 minutes to pay. */
export function newOrder(site: Pick<Site, 'clock'>, fields: Partial<OrderState> = {}): OrderState {
  const now = site.clock.now();
  const total = { amount: 4999, currency: 'EUR' };
  return {
    orderId: newId(),
    version: 1,
    status: 'pending',
    eventId: newId(),
    eventTitle: 'Night of the Cellos',
    buyer: { accountId: newId(), name: 'Ada', email: 'ada@example.org' },
    lines: [{ ticketTypeId: newId(), ticketTypeName: 'Stalls', quantity: 1, unitPrice: total }],
    total,
    placedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + 15 * 60_000).toISOString(),
    paidAt: null,
    paymentId: null,
    refunds: [],
    ...fields,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function recordingLogger(lines: string[]): Logger {
  const record = (fields: object, text: string) => {
    const plain = Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? `${value.stack} ${JSON.stringify(value)}` : value,
    ]);
    lines.push(JSON.stringify([text, Object.fromEntries(plain)]));
  };
  const logger: Logger = {
    debug: record,
    info: record,
    warn: record,
    error: record,
    child: () => logger,
  };
  return logger;
}
