import type { OrderState } from '@onsale/contracts/orders/messages';
import type { Payment } from '@onsale/contracts/payments/http';
import { createMetrics, createTracing, createWaits, newId } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplyUpdate } from '../src/apply-update.js';
import { newOrder, type Site, startSite, webhookPath } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await startSite();
  site.webhooks.down = true; // only updates that a test delivers arrive
});
afterAll(() => site.end());

async function processing(): Promise<{ order: OrderState; payment: Payment }> {
  const order = await site.says(newOrder(site));
  return { order, payment: (await site.pay(order)).json<Payment>() };
}
const captured = ({ payment }: { payment: Payment }) => ({
  type: 'payment.captured',
  paymentId: payment.id,
  occurredAt: '2026-11-20T10:00:00.000Z',
  amount: payment.amount,
});
const failed = ({ payment }: { payment: Payment }) => ({
  type: 'payment.failed',
  paymentId: payment.id,
  occurredAt: '2026-11-20T10:00:00.000Z',
  failureCode: 'card_declined',
});
const statusOf = async (order: OrderState) => (await site.list(order))[0]?.status;
const messagesAbout = (paymentId: string) =>
  site.told.filter((message) => message.subject === paymentId).map((message) => message.type);

describe('a webhook', () => {
  it('is refused without effect unless the provider signed it just now', async () => {
    const one = await processing();
    const now = site.clock.now().getTime();
    const answers = [
      await site.deliver(captured(one), undefined, 'another-secret'),
      await site.deliver(captured(one), new Date(now - 301_000)),
      await site.deliver(captured(one), new Date(now + 302_000)),
      await site.inject({ method: 'POST', url: webhookPath, payload: captured(one) }),
      await site.inject({ method: 'POST', url: webhookPath }),
      await site.deliver('{"type":"payment.captured"'),
      await site.deliver({ ...captured(one), amount: { amount: 0, currency: 'EUR' } }),
      await site.deliver({ ...captured(one), type: 'payment.imagined' }),
      await site.deliver({ ...captured(one), occurredAt: '2026-13-45T10:00:00Z' }),
    ];
    expect(answers.map((answer) => answer.statusCode)).toEqual(answers.map(() => 400));
    expect(await statusOf(one.order)).toBe('processing');
  });

  it('of an unknown provider or payment is not acknowledged', async () => {
    const one = await processing();
    const elsewhere = await site.inject({
      method: 'POST',
      url: '/api/payments/webhooks/nobody',
      payload: captured(one),
    });
    expect(elsewhere.statusCode).toBe(404);
    const unknown = await site.deliver({ ...captured(one), paymentId: newId() });
    expect(unknown.statusCode).toBe(404);
  });

  it('needs neither a session nor the site’s Origin', async () => {
    const one = await processing();
    expect((await site.deliver(captured(one))).statusCode).toBe(204);
  });

  it('counts once when it is repeated, even at the same time', async () => {
    const one = await processing();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => site.deliver(captured(one))));
    expect(answers.map((answer) => answer.statusCode)).toEqual([204, 204, 204, 204, 204]);
    expect((await site.deliver(captured(one))).statusCode).toBe(204);
    const other = await processing(); // its message comes after the earlier ones
    await site.deliver(captured(other));
    await eventually(() => expect(messagesAbout(other.payment.id)).toHaveLength(1));
    expect(messagesAbout(one.payment.id)).toEqual(['payment.captured']);
    expect(await statusOf(one.order)).toBe('captured');
  });

  it('with `captured` wins over one with `failed`, in any order', async () => {
    const [one, other] = [await processing(), await processing()];
    await site.deliver(failed(one));
    await eventually(() => expect(messagesAbout(one.payment.id)).toEqual(['payment.failed']));
    await site.deliver(captured(one));
    await site.deliver(captured(other));
    await site.deliver(failed(other));
    expect(await statusOf(one.order)).toBe('captured');
    expect(await statusOf(other.order)).toBe('captured');
    await eventually(() =>
      expect(messagesAbout(one.payment.id)).toEqual(['payment.failed', 'payment.captured']),
    );
  });

  it('records the amount that the provider captured when it differs from the order', async () => {
    const one = await processing();
    await site.deliver({ ...captured(one), amount: { amount: 1, currency: 'EUR' } });
    const message = await eventually(() => {
      const found = site.told.find(({ subject }) => subject === one.payment.id);
      if (!found) throw new Error('not told yet');
      return found;
    });
    expect(message.data.amount).toEqual({ amount: 1, currency: 'EUR' });
  });

  it('shares one transaction with those that arrive together', async () => {
    const many = await Promise.all(Array.from({ length: 40 }, processing));
    const rows = async () => (await site.database.query('select from outbox')).length;
    const before = await rows();
    const answers = await Promise.all(many.map((one) => site.deliver(captured(one))));
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([204]));
    expect((await rows()) - before).toBeLessThanOrEqual(10);
    for (const { order } of many) expect(await statusOf(order)).toBe('captured');
  });

  it('that cannot be stored fails alone', async () => {
    const [one, other] = [await processing(), await processing()];
    const metrics = createMetrics('payments');
    const applyUpdate = createApplyUpdate(
      {
        ...site,
        transact: (work) => site.database.transaction((sql) => work(sql, () => undefined)),
        metrics,
        tracing: createTracing(undefined),
        waits: createWaits({ service: 'payments', broadcast: site.broadcast, metrics }),
      },
      { end: () => undefined },
    );
    const news = ({ payment }: { payment: Payment }, at: Date) =>
      ({ paymentId: payment.id, at, status: 'captured', amount: payment.amount }) as const;
    const outcomes = await Promise.allSettled([
      applyUpdate(news(one, new Date(Number.NaN))),
      applyUpdate(news(other, site.clock.now())),
    ]);
    expect(outcomes).toMatchObject([{ status: 'rejected' }, { value: 'changed' }]);
    expect(await statusOf(other.order)).toBe('captured');
  });
});
