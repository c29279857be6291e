import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, startTestInstall, type TestInstall } from './install.js';
import { type ReceivedSpan, startTraceReceiver } from './trace-receiver.js';

let receiver: Awaited<ReturnType<typeof startTraceReceiver>>;
let install: TestInstall;
let buyer: Person;
let purchase: ReceivedSpan[];

const named = (name: string) => receiver.spans.filter((span) => span.name === name);

/** The spans of a trace, once those that end it have arrived. */
const traceOf = (traceId: string) =>
  eventually(
    () => {
      const spans = receiver.spans.filter((span) => span.traceId === traceId);
      expect(spans.map((span) => span.name)).toContain('publish ticket.issued');
      expect(spans.map((span) => span.name)).toContain('process order.paid');
      return spans;
    },
    { timeoutMs: 15_000 },
  );

beforeAll(async () => {
  receiver = await startTraceReceiver();
  install = await startTestInstall({ ONSALE_TRACES_URL: receiver.url });
  const organiser = await Person.signUp(install.url, 'Olga');
  const { ticketType } = await organiser.putOnSale();
  buyer = await Person.signUp(install.url, 'Ada');
  await buyer.buy(ticketType);
  const placed = await eventually(
    () => {
      const [span] = named('POST /api/orders');
      if (!span) throw new Error('not exported yet');
      return span;
    },
    { timeoutMs: 15_000 },
  );
  purchase = await traceOf(placed.traceId);
});
afterAll(async () => {
  await install?.stop();
  await receiver?.stop();
});

describe('a purchase', () => {
  const steps = () => purchase.map(({ scope, name }) => `${scope}: ${name}`);

  it('is one trace, from the hold to the ticket', () => {
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
    );
  });

  it('is a tree: each span is a child of its cause, up to the request', () => {
    const byId = new Map(purchase.map((span) => [span.spanId, span]));
    const roots = purchase.filter((span) => !byId.has(span.parentSpanId ?? ''));
    expect(roots.map((span) => span.name)).toEqual(['POST /api/orders']);
    expect(roots[0]?.parentSpanId).toBeFalsy();
    const parentOf = (name: string) =>
      byId.get(purchase.find((span) => span.name === name)?.parentSpanId ?? '')?.name;
    expect(parentOf('publish ticket.issued')).toBe('process order.paid');
    expect(parentOf('process payment.captured')).toBe('payment captured');
  });

  it.each([
    ['pay', 'POST /api/payments'],
    ['payment captured', 'POST /api/payments/webhooks/:provider'],
  ])('links `%s` to the trace of %s', async (step, request) => {
    const span = purchase.find(({ name }) => name === step);
    await eventually(
      () => {
        const linked = named(request).map(({ spanId }) => spanId);
        expect(linked).toContain(span?.links[0]?.spanId);
      },
      { timeoutMs: 15_000 },
    );
  });

  it('is linked from the batches that handled its messages', () => {
    const followed = purchase.find(
      ({ scope, name }) => scope === 'tickets' && name === 'process order.paid',
    );
    const batch = named('process tickets.order').find(
      ({ spanId }) => spanId === followed?.links[0]?.spanId,
    );
    expect(batch?.traceId).not.toBe(followed?.traceId);
    expect(batch?.links.map((link) => link.traceId)).toContain(followed?.traceId);
  });
});

describe('a request', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const list = (traceparent?: string) =>
    buyer.send({ method: 'GET', path: '/api/orders', headers: traceparent ? { traceparent } : {} });
  const listed = (id: string | null) =>
    eventually(() => expect(named('GET /api/orders').map((span) => span.traceId)).toContain(id), {
      timeoutMs: 15_000,
    });

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
    await eventually(
      () =>
        expect(named('GET /api/orders/:id').map((span) => span.attributes['error.type'])).toContain(
          'not_found',
        ),
      { timeoutMs: 15_000 },
    );
  });
});

it('no span contains a name, an address or a card', () => {
  const sent = JSON.stringify(receiver.spans);
  expect(sent).not.toMatch(/Ada|Olga|@example\.org|4242 ?4242/);
});
