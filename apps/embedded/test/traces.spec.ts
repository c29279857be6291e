import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, startTestInstall, type TestInstall } from './install.js';
import { startTraceReceiver } from './trace-receiver.js';

let receiver: Awaited<ReturnType<typeof startTraceReceiver>>;
let install: TestInstall;
let buyer: Person;
/** The trace in which an order was placed, paid and got its ticket. */
let purchase: string;

const named = (name: string) => receiver.spans.filter((span) => span.name === name);

/** Its spans that have arrived: each service sends its own, and in no order. */
const ofPurchase = () => receiver.spans.filter((span) => span.traceId === purchase);

beforeAll(async () => {
  receiver = await startTraceReceiver();
  install = await startTestInstall({ ONSALE_TRACES_URL: receiver.url });
  const organiser = await Person.signUp(install.url, 'Olga');
  const { ticketType } = await organiser.putOnSale();
  buyer = await Person.signUp(install.url, 'Ada');
  await buyer.buy(ticketType);
  const placed = await eventually(() => {
    const [span] = named('POST /api/orders');
    if (!span) throw new Error('not exported yet');
    return span;
  });
  purchase = placed.traceId;
});
afterAll(async () => {
  await install?.stop();
  await receiver?.stop();
});

describe('a purchase', () => {
  const steps = () => ofPurchase().map(({ scope, name }) => `${scope}: ${name}`);

  it('is one trace, from the hold to the ticket', async () => {
    await eventually(() =>
      expect(steps()).toEqual(
        expect.arrayContaining([
          'orders: POST /api/orders',
          'orders: publish order.placed',
          'expiration: process order.placed',
          'payments: process order.placed',
          'payments: pay',
          'payments: charge by sandbox',
          'payments: payment captured',
          'payments: publish payment.captured',
          'orders: process payment.captured',
          'orders: publish order.paid',
          'tickets: process order.paid',
          'tickets: publish ticket.issued',
        ]),
      ),
    );
  });

  it('is a tree: each span is a child of its cause, up to the request', async () => {
    await eventually(() => {
      const spans = ofPurchase();
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      const roots = spans.filter((span) => !byId.has(span.parentSpanId ?? ''));
      expect(roots.map((span) => span.name)).toEqual(['POST /api/orders']);
      expect(roots[0]?.parentSpanId).toBeFalsy();
      const parentOf = (name: string) =>
        byId.get(spans.find((span) => span.name === name)?.parentSpanId ?? '')?.name;
      expect(parentOf('publish ticket.issued')).toBe('process order.paid');
      expect(parentOf('process payment.captured')).toBe('payment captured');
    });
  });

  it.each([
    ['pay', 'POST /api/payments'],
    ['payment captured', 'POST /api/payments/webhooks/:provider'],
  ])('links `%s` to the trace of %s', async (step, request) => {
    await eventually(() => {
      const span = ofPurchase().find(({ name }) => name === step);
      const linked = named(request).map(({ spanId }) => spanId);
      expect(linked).toContain(span?.links[0]?.spanId);
    });
  });

  it('is linked from the batches that handled its messages', async () => {
    await eventually(() => {
      const followed = ofPurchase().find(
        ({ scope, name }) => scope === 'tickets' && name === 'process order.paid',
      );
      const batch = named('process tickets.order').find(
        ({ spanId }) => spanId === followed?.links[0]?.spanId,
      );
      expect(batch?.traceId).not.toBe(purchase);
      expect(batch?.links.map((link) => link.traceId)).toContain(purchase);
    });
  });
});

describe('a request', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const list = (traceparent?: string) =>
    buyer.send({ method: 'GET', path: '/api/orders', headers: traceparent ? { traceparent } : {} });
  const listed = (id: string | null) =>
    eventually(() => expect(named('GET /api/orders').map((span) => span.traceId)).toContain(id));

  it('is found under the id in its answer', async () => {
    await listed((await list()).headers.get('x-request-id'));
  });

  it('keeps the trace id of a page whose own spans were not recorded', async () => {
    const reply = await list(`00-${traceId}-00f067aa0ba902b7-00`);
    expect(reply.headers.get('x-request-id')).toBe(traceId);
    await listed(traceId);
    expect(receiver.spans.find((span) => span.traceId === traceId)?.parentSpanId).toBeFalsy();
  });

  it('has the reason in its span when it is refused', async () => {
    await buyer.send({ method: 'GET', path: `/api/orders/${crypto.randomUUID()}` });
    await eventually(() =>
      expect(named('GET /api/orders/:id').map((span) => span.attributes['error.type'])).toContain(
        'not_found',
      ),
    );
  });
});

it('no span contains a name, an address or a card', () => {
  const sent = JSON.stringify(receiver.spans);
  expect(sent).not.toMatch(/Ada|Olga|@example\.org|4242 ?4242/);
});
