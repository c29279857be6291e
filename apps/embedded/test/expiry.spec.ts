import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, startTestInstall, type TestInstall } from './install.js';

let install: TestInstall;
beforeAll(async () => {
  install = await startTestInstall({
    ONSALE_HOLD_SECONDS: '3',
    ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '50',
    ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '50',
  });
});
afterAll(() => install.stop());

describe('unpaid holds', () => {
  it('return to sale soon after they expire, and not before, with real timers', async () => {
    const organiser = await Person.signUp(install.url, 'Organiser');
    const { ticketType, event } = await organiser.putOnSale({ capacity: 100, perPersonLimit: 50 });
    const buyer = await Person.signUp(install.url, 'Buyer');
    const other = await Person.signUp(install.url, 'Other');
    const orders = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 ? buyer : other).order(ticketType)),
    );
    const expiriesMs = orders.map((order) => Date.parse(order.expiresAt));
    const lastExpiryMs = Math.max(...expiriesMs);

    const available = async () => {
      const path = `/api/events/${event.id}/availability`;
      const { ticketTypes } = await buyer.call<{ ticketTypes: { available: number }[] }>(
        'GET',
        path,
      );
      return ticketTypes[0]?.available;
    };
    // A busy machine may need longer to place them all than the first is held.
    const held = await available();
    if (Date.now() < Math.min(...expiriesMs)) expect(held).toBe(0);
    await eventually(async () => expect(await available()).toBe(100));
    const lateMs = Date.now() - lastExpiryMs;
    expect(lateMs).toBeGreaterThanOrEqual(0);
    console.info(`100 holds were on sale again ${lateMs} ms after the last had expired`);
  });
});
