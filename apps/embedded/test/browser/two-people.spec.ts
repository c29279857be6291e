import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { describeInBrowserWith, expectAccessible, screens } from './browser.js';

// The spec waits for an idle network, which the lean browser does not always report.
const inWholeBrowser = { isWhole: true };

describeInBrowserWith(inWholeBrowser, 'two people who edit one event', (stage) => {
  async function openTab(path: string, javaScriptEnabled: boolean) {
    const visitor = await stage.visit(screens.phone, { javaScriptEnabled });
    await visitor.context.addCookies(stage.organiser.cookies);
    await visitor.page.goto(path);
    if (javaScriptEnabled) await visitor.page.waitForLoadState('networkidle');
    return visitor;
  }

  const read = (id: string) => stage.organiser.call<EventListing>('GET', `/api/events/${id}`);
  const save = (page: Page) => page.getByRole('button', { name: /^Save/ }).click();
  const saved = (page: Page) =>
    page
      .getByText(/saved\.$|^Saved\.$/i)
      .first()
      .waitFor();

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_way, js) => {
    it('keep a new capacity when an older tab saves only the description', async () => {
      const { event, ticketType } = await stage.organiser.putOnSale({ capacity: 100 });
      const path = `/organiser/events/${event.id}/tickets?edit=${ticketType.id}`;
      const { page, context, complaints } = await openTab(path, js);
      await stage.organiser.editTicketType(ticketType, { capacity: 200 });
      await page.getByLabel('Description').fill('Standing');
      await save(page);
      await page.waitForURL((url) => !url.searchParams.has('edit'));
      expect((await read(event.id)).ticketTypes[0]).toMatchObject({
        capacity: 200,
        description: 'Standing',
      });
      expect(complaints).toEqual([]);
      await context.close();
    });

    it('choose between two capacities when both changed it', async () => {
      const { event, ticketType } = await stage.organiser.putOnSale({ capacity: 100 });
      const path = `/organiser/events/${event.id}/tickets?edit=${ticketType.id}`;
      const { page, context } = await openTab(path, js);
      await stage.organiser.editTicketType(ticketType, { capacity: 200 });
      await page.getByLabel('Quantity').fill('150');
      await page.getByLabel('Name', { exact: true }).fill('Stalls');
      await save(page);
      const question = page.getByRole('group', { name: /Quantity/ });
      await question.getByLabel('Now: 200').waitFor();
      await question.getByLabel('Yours: 150').waitFor();
      await expectNothingLost(page);
      if (js) await expectAccessible(page);
      // A second press on the button decides nothing.
      await save(page);
      await page.getByText('Choose which one to keep.').waitFor();
      await expectNothingLost(page);
      expect((await read(event.id)).ticketTypes[0]).toMatchObject({ capacity: 200, version: 2 });
      await page.getByLabel('Yours: 150').check();
      await save(page);
      await page.waitForURL((url) => !url.searchParams.has('edit'));
      expect((await read(event.id)).ticketTypes[0]).toMatchObject({
        capacity: 150,
        name: 'Stalls',
        version: 3,
      });
      await context.close();

      async function expectNothingLost(tab: Page) {
        expect(await tab.getByLabel('Quantity').last().inputValue()).toBe('150');
        expect(await tab.getByLabel('Name', { exact: true }).inputValue()).toBe('Stalls');
      }
    });

    it('pause, hide and move only what they see', async () => {
      const { event, ticketType } = await stage.organiser.putOnSale({ name: 'Stalls' });
      const second = await stage.organiser.addTicketType(event.id, { name: 'Balcony' });
      const { page, context, complaints } = await openTab(
        `/organiser/events/${event.id}/tickets`,
        js,
      );
      const press = (name: string) => page.getByRole('button', { name }).click();
      const status = async () => (await read(event.id)).ticketTypes[0]?.status;
      // A change of another field is no reason to refuse.
      await stage.organiser.editTicketType(ticketType, { capacity: 200 });
      await press('Pause sales: Stalls');
      await page.getByText('Sales are paused.').waitFor();
      await stage.organiser.editTicketType(ticketType, { status: 'hidden' });
      await press('Resume sales: Stalls');
      await page.getByText('it is hidden now. Nothing was saved').waitFor();
      expect(await status()).toBe('hidden');
      await press('Show: Stalls');
      await page.getByText('Everyone can see it again.').waitFor();
      expect(await status()).toBe('active');

      await stage.organiser.call('POST', `/api/events/${event.id}/ticket-types/order`, {
        ticketTypeIds: [second.id, ticketType.id],
      });
      await press('Move down: Stalls');
      await page.getByText('Nothing was moved').waitFor();
      const names = async () => (await read(event.id)).ticketTypes.map((type) => type.name);
      expect(await names()).toEqual(['Balcony', 'Stalls']);
      await press('Move up: Stalls');
      await page.getByText('Moved up.').waitFor();
      expect(await names()).toEqual(['Stalls', 'Balcony']);
      expect(complaints).toEqual([]);
      await context.close();
    });

    it('see new dates, and can keep them when both moved the event', async () => {
      const { event } = await stage.organiser.putOnSale();
      const { page, context } = await openTab(`/organiser/events/${event.id}/edit`, js);
      const later = (instant: string, days: number) =>
        new Date(Date.parse(instant) + days * 86_400_000).toISOString();
      const moved = { startsAt: later(event.startsAt, 1), endsAt: later(event.endsAt, 1) };
      await stage.organiser.editEvent(event.id, moved);
      await page.getByLabel('Description').fill('New words');
      await save(page);
      await saved(page);
      await page.getByText('Someone else has also changed: Begins, Ends.').waitFor();
      expect(await read(event.id)).toMatchObject({ ...moved, description: 'New words' });

      // The same form continues from there.
      await stage.organiser.editEvent(event.id, {
        endsAt: later(event.endsAt, 2),
        title: 'Theirs',
      });
      const ends = page.getByLabel('Ends', { exact: true });
      await ends.fill(later(event.endsAt, 3).slice(0, 16));
      await page.getByLabel('Title').fill('Ours');
      await page.getByLabel('Venue', { exact: true }).fill('Old Mill');
      await save(page);
      await page.getByRole('group', { name: /Ends/ }).getByLabel(/^Now:/).check();
      await page.getByRole('group', { name: /Title/ }).getByLabel('Yours: Ours').check();
      expect(await page.getByLabel('Venue', { exact: true }).inputValue()).toBe('Old Mill');
      await save(page);
      await saved(page);
      expect(await read(event.id)).toMatchObject({
        title: 'Ours',
        venueName: 'Old Mill',
        startsAt: moved.startsAt,
        endsAt: later(event.endsAt, 2),
      });
      await context.close();
    });
  });
});
