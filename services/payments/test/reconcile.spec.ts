import type { OrderState } from '@onsale/contracts/orders/messages';
import { newId } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertPayments } from '../src/store-payments.js';
import { goodCard, newOrder, type Site, startSite } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.end());

/** A payment as left by a process that died after recording it and before charging. */
async function recordedOnly(order: OrderState): Promise<string> {
  const id = newId();
  const now = site.clock.now();
  const payment = {
    id,
    version: 1,
    orderId: order.orderId,
    buyerId: order.buyer.accountId,
    provider: 'sandbox',
    status: 'processing' as const,
    amount: order.total,
    failureCode: null,
    createdAt: now,
    capturedAt: null,
    refundReason: null,
    refundedAt: null,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  await insertPayments(site.database, [payment], new Date(now.getTime() + 10_000));
  return id;
}

/** Resolves when the provider has been asked this many times and the next time is set. */
async function asked(times: number, latest: Date): Promise<void> {
  await eventually(async () => {
    const rows = await site.database.query(
      'select from payment where tries = $1 and next_try_at <= $2',
      [times, latest],
    );
    expect(rows).toHaveLength(1);
  });
}

describe('a payment without an update', () => {
  it('is captured when the provider says so, though every webhook was lost', async () => {
    site.webhooks.down = true;
    const order = await site.says(newOrder(site));
    await site.pay(order);
    site.clock.advance(9_999);
    expect((await site.list(order))[0]?.status).toBe('processing');
    site.clock.advance(1);
    await site.becomes(order, 'captured');
  });

  it('fails as `provider_unavailable` when the provider never received it, and not too soon', async () => {
    const order = await site.says(newOrder(site));
    await recordedOnly(order);
    const lostAt = new Date(site.clock.now().getTime() + 30_000);
    site.clock.advance(10_000);
    await asked(1, new Date(site.clock.now().getTime() + 10_000));
    site.clock.advance(10_000);
    await asked(2, lostAt);
    site.clock.advance(9_999);
    expect((await site.list(order))[0]?.status).toBe('processing');
    expect((await site.pay(order)).json()).toMatchObject({ code: 'payment_in_progress' });
    site.clock.advance(1);
    await site.becomes(order, 'failed');
    expect((await site.list(order))[0]?.failureCode).toBe('provider_unavailable');
    expect((await site.pay(order)).statusCode).toBe(202);
    await site.becomes(order, 'captured');
  });

  it('is answered 202 when the provider fails, and settled by asking', async () => {
    const order = await site.says(newOrder(site));
    await site.database.query('alter table sandbox_charge rename to away');
    const answer = await site.pay(order);
    await site.database.query('alter table away rename to sandbox_charge');
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ status: 'processing' });
    expect(site.logged.join()).toContain('payment provider did not answer');
    expect(site.logged.join()).not.toContain(goodCard.number);

    site.clock.advance(40_000);
    expect(await site.becomes(order, 'failed')).toMatchObject({
      failureCode: 'provider_unavailable',
    });
  });

  it('counts as captured, beside another one, when the provider captures it after we gave it up', async () => {
    const order = await site.says(newOrder(site));
    const paymentId = await recordedOnly(order);
    site.clock.advance(60_000);
    await site.becomes(order, 'failed');
    await site.pay(order);
    const second = await site.becomes(order, 'captured');

    const late = await site.deliver({
      type: 'payment.captured',
      paymentId,
      occurredAt: site.clock.now().toISOString(),
      amount: order.total,
    });
    expect(late.statusCode).toBe(204);
    await eventually(() => {
      const told = site.told.filter((message) => message.type === 'payment.captured');
      expect(told.map((message) => message.subject).sort()).toEqual([paymentId, second.id].sort());
    });
  });
});
