import type { OrderState } from '@onsale/contracts/orders/messages';
import type { Payment } from '@onsale/contracts/payments/http';
import { eventually } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newOrder, type Site, startSite } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.end());

async function captured(): Promise<{ order: OrderState; payment: Payment }> {
  const order = await site.says(newOrder(site));
  await site.pay(order);
  return { order, payment: await site.becomes(order, 'captured') };
}

/** The state that `orders` publishes after a capture for which there are no tickets. */
const withRefund = (order: OrderState, payment: Payment): OrderState => ({
  ...order,
  version: order.version + 1,
  status: 'expired',
  refunds: [
    {
      paymentId: payment.id,
      amount: payment.amount,
      reason: 'sold_out',
      decidedAt: site.clock.now().toISOString(),
      refundedAt: null,
    },
  ],
});

const refundsTold = () => site.told.filter((message) => message.type === 'payment.refunded');

describe('a refund that `orders` decided', () => {
  it('is carried out once, even if the message comes three times and later states repeat it', async () => {
    const { order, payment } = await captured();
    const expired = withRefund(order, payment);
    for (let time = 0; time < 3; time += 1) await site.saysLater(expired);
    const refunded = await site.becomes(order, 'refunded');
    expect(refunded.refund).toMatchObject({ reason: 'sold_out' });
    expect(refunded.refund?.refundedAt).not.toBeNull();

    await site.says({ ...expired, version: expired.version + 1 });
    await site.saysLater(expired);
    const other = await captured(); // captured after anything that the repetitions could have caused
    await site.says(withRefund(other.order, other.payment));
    await site.becomes(other.order, 'refunded');
    await eventually(() => expect(refundsTold()).toHaveLength(2));
    expect(refundsTold()[0]).toMatchObject({
      subject: payment.id,
      data: {
        paymentId: payment.id,
        orderId: order.orderId,
        version: 4, // processing, captured, refund due, refunded
        status: 'refunded',
        refundReason: 'sold_out',
      },
    });
    const news = site.webhooks.received.filter(
      (body) => body.includes(payment.id) && body.includes('payment.refunded'),
    );
    expect(new Set(news).size).toBeLessThanOrEqual(1);
  });

  it('is shown as soon as it is due, and requested until the provider has made it', async () => {
    const { order, payment } = await captured();
    // The provider refuses to refund a charge that it has not settled yet.
    await site.database.query("update sandbox_charge set settles_at = settles_at + interval '1 h'");
    await site.says(withRefund(order, payment));
    await eventually(() =>
      expect(site.logged.filter((line) => line.includes('refund failed'))).not.toHaveLength(0),
    );
    const [due] = await site.list(order);
    expect(due).toMatchObject({
      status: 'captured',
      refund: { reason: 'sold_out', refundedAt: null },
    });
    expect(await site.metrics()).toMatch(/onsale_refunds_due\{[^}]*\} 1\n/);

    await site.database.query("update sandbox_charge set settles_at = settles_at - interval '1 h'");
    site.clock.advance(10_000);
    await site.becomes(order, 'refunded');
  });

  it('is not carried out when it names the payment of another order', async () => {
    const [one, other] = [await captured(), await captured()];
    await site.says(withRefund(one.order, other.payment));
    expect((await site.list(other.order))[0]?.refund).toBeNull();
    expect((await site.list(one.order))[0]?.refund).toBeNull();
  });

  it('does not prevent another payment, not even while it is in progress', async () => {
    const { order, payment } = await captured();
    await site.database.query("update sandbox_charge set settles_at = settles_at + interval '1 h'");
    const pending = { ...withRefund(order, payment), status: 'pending' as const };
    await site.says(pending);
    expect((await site.list(order))[0]).toMatchObject({ status: 'captured' });
    expect((await site.pay(pending)).statusCode).toBe(202);
  });
});
