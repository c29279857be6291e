import type { Order } from '@onsale/contracts/orders/http';
import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';

describeInBrowser('the orders for an event', (stage) => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'are searched and opened by the organiser %s: who, what, the money, tickets and scans',
    async (_, javaScriptEnabled) => {
      const { organiser } = stage;
      const { event, ticketType } = await organiser.putOnSale({ capacity: 20 });
      const [jose, other] = [
        await Person.signUp(stage.url, 'José Muñoz'),
        await Person.signUp(stage.url, 'Otto Other'),
      ];
      const bought = await jose.buy(ticketType);
      await other.buy(ticketType);
      const [ticket] = bought.tickets;
      const order = await jose.call<Order>('GET', `/api/orders/${bought.order.id}`);
      await organiser.call('POST', '/api/check-ins', {
        ticketId: ticket?.id,
        eventId: event.id,
        gate: 'North',
      });

      const { page, context, complaints } = await stage.visit(screens.phone, { javaScriptEnabled });
      await context.addCookies(organiser.cookies);
      await page.goto(`/organiser/events/${event.id}/orders?status=paid`);
      const search = page.getByLabel('Search by name, email or order number');
      const find = async (q: string) => {
        await search.fill(q);
        await page.getByRole('button', { name: 'Search' }).click();
        await page.waitForURL(/[?&]q=/);
      };
      await find('muñoz jose');
      await page.getByRole('link', { name: 'José Muñoz' }).waitFor();
      expect(await page.getByRole('link', { name: 'Otto Other' }).count()).toBe(0);
      // The status stays chosen.
      expect(new URL(page.url()).searchParams.get('status')).toBe('paid');
      await find('nobody at all');
      await page.getByText('No orders match').waitFor();
      await find(order.id.slice(-8));
      await page.getByRole('link', { name: 'José Muñoz' }).click();
      await page.getByRole('heading', { name: 'Order by José Muñoz' }).waitFor();
      for (const text of [
        jose.email,
        `Order ${order.id}`,
        '1 × General admission',
        `Payment ${order.paymentId}`,
        ticket?.shortCode ?? '',
      ]) {
        await page.getByText(text).first().waitFor();
      }
      await page.getByText(/^Checked in .*, North/).waitFor();
      if (javaScriptEnabled) await expectAccessible(page);

      // This event does not show an order for another event.
      const foreign = await organiser.createEvent();
      const missing = await page.goto(`/organiser/events/${foreign.id}/orders/${order.id}`);
      expect(missing?.status()).toBe(404);
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
      await context.close();
    },
  );
});
