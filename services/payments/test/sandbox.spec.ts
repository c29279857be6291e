import { createServer } from 'node:http';
import type { Payment } from '@onsale/contracts/payments/http';
import { claimWork } from '@onsale/runtime';
import { eventually, pickFreePort } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitingDeliveries as deliveries, insertCharges } from '../src/sandbox/store.js';
import { cardNumber, goodCard, newOrder, type Site, startSite } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.end());

const waitingDeliveries = async () =>
  (await site.database.query('select from sandbox_delivery')).length;

describe('the sandbox', () => {
  it('repeats a delivery while the webhook is down, and stops once it is accepted', async () => {
    site.webhooks.down = true;
    const order = await site.says(newOrder(site));
    await site.pay(order);
    for (const attempts of [1, 2, 3]) {
      await eventually(() => expect(site.webhooks.received).toHaveLength(attempts));
      // The pause begins when the failure is recorded.
      await eventually(async () => {
        site.clock.advance(1_000);
        expect(site.webhooks.received.length).toBeGreaterThan(attempts);
      });
      site.webhooks.received.length = attempts + 1;
    }
    site.webhooks.down = false;
    await eventually(async () => {
      site.clock.advance(5_000);
      expect(await waitingDeliveries()).toBe(0);
    });
    expect((await site.list(order))[0]?.status).toBe('captured');
  });

  it('follows no redirect with what it has signed', async () => {
    const elsewhere: string[] = [];
    const port = await pickFreePort();
    const other = createServer(({ url }, response) => {
      elsewhere.push(url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      site.webhooks.movedTo = `http://127.0.0.1:${port}/stolen`;
      const order = await site.says(newOrder(site));
      await site.pay(order);
      await eventually(() => expect(site.logged.join()).toContain('webhook not reached'));
      site.webhooks.movedTo = '';
      await eventually(async () => {
        site.clock.advance(1_000);
        expect((await site.list(order))[0]?.status).toBe('captured');
      });
      expect(elsewhere).toEqual([]);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('delivers after a restart what it could not before', async () => {
    site.webhooks.down = true;
    const order = await site.says(newOrder(site));
    await site.pay(order);
    await eventually(() => expect(site.webhooks.received).not.toHaveLength(0));
    await site.stop();
    site.webhooks.down = false;
    await site.start();
    site.clock.advance(1_000);
    await site.becomes(order, 'captured');
  });

  it('delivers ten seconds later an update that a process had claimed before it died', async () => {
    site.webhooks.down = true;
    await site.pay(await site.says(newOrder(site)));
    await eventually(() => expect(site.webhooks.received).not.toHaveLength(0));
    await site.stop();
    site.clock.advance(1_000);
    expect(await claimWork(site.database, deliveries, site.clock.now(), 10)).toHaveLength(1);
    site.webhooks.down = false;
    await site.start();
    site.clock.advance(9_999);
    expect(await waitingDeliveries()).toBe(1);
    site.clock.advance(1);
    await eventually(async () => expect(await waitingDeliveries()).toBe(0));
  });

  it('delivers ten seconds later an update that a process had recorded before it died', async () => {
    site.webhooks.down = true;
    const order = await site.says(newOrder(site));
    const { id: paymentId } = (await site.pay(order)).json<Payment>();
    await eventually(() => expect(site.webhooks.received).not.toHaveLength(0));
    await site.stop();
    await site.database.query('delete from sandbox_delivery');
    await site.database.query('delete from sandbox_charge');
    const settlesAt = site.clock.now();
    const charge = { paymentId, amount: order.total, settlesAt } as const;
    const captured = { ...charge, outcome: 'captured', failureCode: null } as const;
    expect(await insertCharges(site.database, [captured], settlesAt)).toHaveLength(1);
    expect(await insertCharges(site.database, [captured], settlesAt)).toEqual([]);
    site.webhooks.down = false;
    await site.start();
    expect(await claimWork(site.database, deliveries, site.clock.now(), 10)).toEqual([]);
    site.clock.advance(10_000);
    await site.becomes(order, 'captured');
  });

  it('delivers an update even when the webhook refuses another that is due with it', async () => {
    const orders = Array.from({ length: 30 }, () => newOrder(site));
    await Promise.all(orders.map((order) => site.says(order)));
    site.webhooks.down = true;
    const answers = await Promise.all(orders.map((order) => site.pay(order)));
    await eventually(() => expect(site.webhooks.received).not.toHaveLength(0));
    const lost = answers[7]?.json<Payment>().id;
    await site.database.query('delete from payment where id = $1', [lost]);
    site.webhooks.down = false;
    await eventually(async () => {
      site.clock.advance(1_000);
      expect(await waitingDeliveries()).toBe(1);
    });
    const rows = await site.database.query("select from payment where status = 'captured'");
    expect(rows).toHaveLength(29);
  });

  it('confirms the slow card after five seconds and not before', async () => {
    const order = await site.says(newOrder(site));
    await site.pay(order, cardNumber('4000 0000 0000 3220'));
    const other = await site.says(newOrder(site));
    site.clock.advance(4_900);
    await site.pay(other);
    await site.becomes(other, 'captured'); // so the deliveries that are due have been made
    expect((await site.list(order))[0]?.status).toBe('processing');
    site.clock.advance(100);
    await site.becomes(order, 'captured');
  });

  it('confirms the late card two seconds after the order has expired', async () => {
    const order = await site.says(newOrder(site));
    await site.pay(order, cardNumber('4000 0000 0000 9995'));
    site.clock.set(new Date(order.expiresAt));
    await site.says({ ...order, version: 2, status: 'expired' });
    await eventually(async () => {
      // By now the reconciler has asked, and the payment is still in progress.
      const [row] = await site.database.query<{ tries: number }>('select tries from payment');
      expect(row?.tries).toBeGreaterThan(0);
    });
    expect((await site.list(order))[0]?.status).toBe('processing');
    site.clock.advance(2_000);
    const payment = await site.becomes(order, 'captured');
    expect(new Date(payment.capturedAt ?? 0).getTime()).toBe(Date.parse(order.expiresAt) + 2_000);
  });

  it('survives a rush: every payment is captured and every update delivered', async () => {
    const orders = Array.from({ length: 200 }, () => newOrder(site));
    await site.saysLater(...orders);
    const answers = await Promise.all(orders.map((order) => site.pay(order)));
    expect(answers.filter((answer) => answer.statusCode !== 202)).toEqual([]);
    await eventually(async () => expect(await waitingDeliveries()).toBe(0));
    const rows = await site.database.query("select from payment where status = 'captured'");
    expect(rows).toHaveLength(200);
    expect(site.webhooks.received.length).toBeLessThan(50); // each delivery carries many updates
    expect(answers[0]?.json<Payment>().status).toBe('processing');
  });

  it('refuses an expired card', async () => {
    const order = await site.says(newOrder(site));
    await site.pay(order, { ...goodCard, expiry: '01/20' });
    expect(await site.becomes(order, 'failed')).toMatchObject({ failureCode: 'card_invalid' });
  });
});
