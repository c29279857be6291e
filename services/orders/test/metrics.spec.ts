import { newId } from '@onsale/runtime';
import { eventually, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, putOnSale, startOrders } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startOrders({ ONSALE_HOLD_SECONDS: '60' });
});
afterAll(() => server.stop());

/** The value of a line in the metrics for Prometheus; 0 when there is none. */
async function countedAs(line: string): Promise<number> {
  const text = await server.service.metrics.render();
  const found = text.split('\n').find((one) => one.startsWith(`onsale_${line}`));
  return Number(found?.split(' ').at(-1) ?? 0);
}

describe('a sale as operators see it', () => {
  it('counts holds by outcome, and refusals by their code', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 1 });
    const key = newId();
    const [buyer, other] = [testAccount(), testAccount()];
    for (let time = 0; time < 3; time += 1) await order(server, buyer, ticketType, 1, key);
    await order(server, other, ticketType);
    expect(await countedAs('holds_total{outcome="placed"')).toBe(1);
    expect(await countedAs('holds_total{outcome="replayed"')).toBe(2);
    expect(await countedAs('hold_refusals_total{reason="sold_out"')).toBe(1);
  });

  it('shows how late a hold ended, and the final status of the order', async () => {
    const { ticketType } = await putOnSale(server);
    await order(server, testAccount(), ticketType);
    server.clock.advance(65_000);
    await eventually(async () => {
      expect(await countedAs('orders_changed_total{status="expired"')).toBeGreaterThanOrEqual(1);
    });
    expect(await countedAs('order_expiry_delay_seconds_bucket{le="2.5"')).toBe(0);
    expect(await countedAs('order_expiry_delay_seconds_bucket{le="10"')).toBeGreaterThanOrEqual(1);
  });
});
