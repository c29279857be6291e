import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';
import { expectHeading, localMoment, signUp } from './flows.js';

describeInBrowser('an organiser in a browser', (stage) => {
  it.each(Object.entries(screens))(
    'gets from an empty account to the first check-in, on a %s screen',
    async (_screen, size) => {
      const { page, context, complaints } = await stage.visit(size);
      await signUp(page, 'Olga Organiser');
      await page.goto('/organiser');
      await expectAccessible(page);
      await page.getByRole('link', { name: 'New event' }).first().click();
      await page.waitForURL(/\/organiser\/events\/new/);
      await expectAccessible(page);

      await page.getByLabel('Title').fill('Chamber Night');
      await page.getByLabel('Description').fill('Four players.\n\nOne piano.');
      await page.getByLabel('Venue', { exact: true }).fill('Old Mill');
      await page.getByLabel('Address', { exact: true }).fill('Mill Lane 1');
      await page.getByLabel('Time zone of the venue').selectOption('Europe/Berlin');
      await page.getByLabel('Begins').fill(localMoment(30, 20));
      await page.getByLabel('Ends').fill(localMoment(30, 22));
      await page.getByRole('button', { name: /Save|Create|Continue/ }).click();
      await page.waitForURL(/\/organiser\/events\/[0-9a-f-]{36}\/tickets/);
      const eventId = /events\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
      await expectAccessible(page);

      await page.getByLabel('Name', { exact: true }).fill('Stalls');
      await page.getByLabel(/^Price in EUR/).fill('24.50');
      await page.getByLabel('Quantity').fill('40');
      await page.getByRole('button', { name: /Add|Save/ }).click();
      await page.getByText('Stalls').first().waitFor();
      await page.getByRole('link', { name: 'View event page' }).click();
      await page.getByText('This is a draft.').waitFor();
      await page.goBack();
      await page.getByRole('button', { name: 'Publish event' }).click();
      await page.getByText('Your event is published.').waitFor();
      await expectAccessible(page);

      const buyer = await Person.signUp(stage.url, 'Berta Buyer');
      const event = await buyer.call<{ ticketTypes: [Parameters<typeof buyer.buy>[0]] }>(
        'GET',
        `/api/events/${eventId}`,
      );
      await buyer.untilOnSale(eventId);
      const { tickets } = await buyer.buy(event.ticketTypes[0], 2);

      // The dashboard, open all along, updates itself.
      await page.getByText('€49.00').first().waitFor();
      for (const section of ['orders', 'attendees', 'staff', 'edit']) {
        await page.goto(`/organiser/events/${eventId}/${section}`);
        await expectAccessible(page);
      }
      await page.goto(`/organiser/events/${eventId}/attendees`);
      await page.getByText('Berta Buyer').first().waitFor();

      await page.goto(`/organiser/events/${eventId}/door`);
      await expectAccessible(page);
      await page.getByLabel('Which gate is this?').fill('North');
      await page.getByRole('button', { name: 'Start checking in' }).click();
      await page.getByText('Check-in opens').waitFor();
      await page.getByRole('button', { name: 'Open check-in now' }).click();
      await page.getByText('Check-in opens').waitFor({ state: 'detached' });
      await expectAccessible(page);
      const scan = async (code: string, result: RegExp) => {
        await page.getByLabel('Type a code').fill(code);
        await page.getByLabel('Type a code').press('Enter');
        await page.getByText(result).first().waitFor();
      };
      await scan(tickets[0]?.shortCode ?? '', /admitted/i);
      await scan(tickets[0]?.shortCode ?? '', /already/i);
      await scan(tickets[1]?.code ?? '', /admitted/i);
      await scan('ZZZZZ-ZZZZZ', /Not found/);
      await expectAccessible(page);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it.each(Object.entries(screens))(
    'publishes an unlisted event that only its link reaches, on a %s screen',
    async (screen, size) => {
      const organiser = await Person.signUp(stage.url, 'Olga Organiser');
      const title = `Family Party ${screen}`;
      const event = await organiser.createEvent({ title });
      await organiser.addTicketType(event.id);
      await organiser.call('POST', `/api/events/${event.id}/publish`);
      const { page, context, complaints } = await stage.visit(size);
      await context.addCookies(organiser.cookies);

      /** Kept pages follow a change. */
      const soonFound = (times: number) =>
        expect
          .poll(async () => {
            await page.goto(`/?q=${encodeURIComponent(title)}`);
            return page.getByRole('link', { name: title }).count();
          })
          .toBe(times);
      await soonFound(1);
      await page.goto(`/organiser/events/${event.id}/edit`);
      const box = page.getByLabel('Unlisted');
      expect(await box.isChecked()).toBe(false);
      await box.check();
      await page.getByRole('button', { name: /Save/ }).click();
      await page.getByText('Saved.', { exact: true }).waitFor();
      await page.reload();
      expect(await box.isChecked()).toBe(true);
      await expectAccessible(page);

      await soonFound(0);
      await page.goto('/organiser');
      await page.getByText('Unlisted').waitFor();
      await expectAccessible(page);
      await context.clearCookies();
      await page.goto(`/events/${event.id}`);
      await expectHeading(page, title);
      await expect
        .poll(async () => {
          await page.reload();
          return page.locator('meta[name=robots][content=noindex]').count();
        })
        .toBe(1);
      expect(await page.locator('script[type="application/ld+json"]').count()).toBe(0);
      await expectAccessible(page);

      await organiser.editEvent(event.id, { unlisted: false });
      const robotsAgain = async () => {
        await page.reload();
        return page.locator('meta[name=robots]').count();
      };
      await expect.poll(robotsAgain).toBe(0);
      await soonFound(1);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});
