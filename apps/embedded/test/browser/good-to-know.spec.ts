import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';
import { localMoment, openEditor, payWith } from './flows.js';

const refunds = 'Full refund up to seven days before.';

describeInBrowser('what guests should know', (stage) => {
  it.each(Object.entries(screens))(
    'is typed once and read before buying, at the checkout, in the order and on the ticket, on a %s screen',
    async (_, size) => {
      const { organiser } = stage;
      const { id } = await organiser.createEvent({ title: 'Late Show', checkInOpensAt: null });
      const { page, context, complaints } = await stage.visit(size);
      await context.addCookies(organiser.cookies);
      await openEditor(page, `/organiser/events/${id}/edit`);
      await page.getByLabel('Begins').fill(localMoment(40, 20));
      await page.getByLabel('Doors open').fill(localMoment(40, 19));
      // The doors and the end move along with the start.
      await page.getByLabel('Begins').fill(localMoment(41, 21));
      expect(await page.getByLabel('Doors open').inputValue()).toBe(localMoment(41, 20));
      await page.getByLabel('Minimum age').fill('18');
      await page.getByLabel('Refunds').fill(refunds);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved.', { exact: true }).waitFor();
      await expectAccessible(page);
      const type = await organiser.addTicketType(id);
      const event = await organiser.call<EventListing>('POST', `/api/events/${id}/publish`);
      await organiser.untilOnSale(id);

      const buyer = await Person.signUp(stage.url, 'Berta Buyer');
      await context.clearCookies();
      await context.addCookies(buyer.cookies);
      const shows = (text: string) => page.getByText(text).first().waitFor();
      await page.goto(`/events/${id}`);
      for (const text of ['Doors 20:00', '18+, bring photo ID', refunds]) await shows(text);
      const script = page.locator('script[type="application/ld+json"]');
      expect(JSON.parse((await script.textContent()) ?? '')).toMatchObject({
        doorTime: event.doorsAt,
        typicalAgeRange: '18-',
      });
      await expectAccessible(page);
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Add to calendar' }).click();
      expect((await download).suggestedFilename()).toBe('Late Show.ics');

      const order = await buyer.order(type as TicketType);
      await page.goto(`/checkout/${order.id}`);
      await shows(refunds);
      await payWith(page, '4242 4242 4242 4242');
      await page.waitForURL(/\/orders\//);
      await shows(refunds);
      const [ticket] = await buyer.tickets(order, 1);
      await page.goto(`/tickets/${ticket?.id}`);
      for (const text of ['Doors 20:00', '18+, bring photo ID']) await shows(text);
      await expectAccessible(page);

      // New terms for later buyers do not change this order.
      const { version } = await organiser.call<EventListing>('GET', `/api/events/${id}`);
      const refundPolicy = 'No refunds any more.';
      await organiser.call('PATCH', `/api/events/${id}`, { version, refundPolicy });
      await expect
        .poll(async () => {
          await page.goto(`/events/${id}`);
          await page.getByRole('heading', { level: 1, name: 'Late Show' }).waitFor();
          return page.getByText(refundPolicy).count();
        })
        .toBe(1);
      for (const path of [`/orders/${order.id}`, `/orders/${order.id}?plain=1`]) {
        await page.goto(path);
        await shows(refunds);
        expect(await page.getByText(refundPolicy).count()).toBe(0);
      }

      // Two hours before the doors, because nobody chose another time.
      const door = await organiser.call<{ checkInOpensAt: string }>(
        'GET',
        `/api/events/${id}/door`,
      );
      expect(Date.parse(event.doorsAt ?? '') - Date.parse(door.checkInOpensAt)).toBe(7_200_000);

      // Everyone gets their money back then, whatever the terms were.
      await organiser.call('POST', `/api/events/${id}/cancel`, { reason: 'Storm' });
      await expect
        .poll(async () => {
          await page.goto(`/events/${id}`);
          await page.getByRole('heading', { level: 1, name: 'Late Show' }).waitFor();
          return page.getByText(refunds).count();
        })
        .toBe(0);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});
