import type { EventSummary } from '@onsale/contracts/catalog/lists';
import { eventually } from '@onsale/testing';
import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';

describeInBrowser('the ticket types of an event', (stage) => {
  /** A published event with these ticket types. */
  async function onSale(...names: string[]) {
    const event = await stage.organiser.createEvent();
    for (const name of names) await stage.organiser.addTicketType(event.id, { name });
    await stage.organiser.call('POST', `/api/events/${event.id}/publish`);
    await stage.organiser.untilOnSale(event.id, names.length);
    return event.id;
  }

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('are put in order, paused, hidden and deleted, %s', async (_, javaScriptEnabled) => {
    const id = await onSale('Stalls', 'Balcony', 'Box');
    const { page, context, complaints } = await stage.visit(screens.phone, {
      javaScriptEnabled,
    });
    await context.addCookies(stage.organiser.cookies);
    await page.goto(`/organiser/events/${id}/tickets`);
    const names = () => page.locator('main li h2 > span:first-child').allInnerTexts();
    const press = (name: string) => page.getByRole('button', { name }).click();

    await press('Move up: Box');
    await page.getByText('Moved up.').waitFor();
    await expect.poll(names).toEqual(['Stalls', 'Box', 'Balcony']);
    await press('Pause sales: Stalls');
    await page.getByText('Sales are paused.').waitFor();
    await press('Hide: Balcony');
    await page.getByText('Only you can see it now.').waitFor();
    if (javaScriptEnabled) await expectAccessible(page);

    const fan = await stage.visit(screens.phone, { javaScriptEnabled });
    await expect
      .poll(async () => {
        await fan.page.goto(`/events/${id}${javaScriptEnabled ? '' : '?plain=1'}`);
        await fan.page.getByText('Sales paused').waitFor();
        return fan.page.locator('main h3').allInnerTexts();
      })
      .toEqual(['Stalls', 'Box']);

    await page.getByLabel('Delete Balcony …').click();
    await press('Delete this ticket type: Balcony');
    await page.getByText('The ticket type has been deleted.').waitFor();
    await expect.poll(names).toEqual(['Stalls', 'Box']);
    expect(complaints).toEqual([]);
    await fan.context.close();
    await context.close();
  });

  it('are paused and hidden on an open page without a reload', async () => {
    const id = await onSale('Stalls', 'Balcony');
    const { page, context } = await stage.visit(screens.wide);
    await page.goto(`/events/${id}`);
    await page.getByRole('button', { name: 'One Stalls more' }).click();
    const { ticketTypes } = await stage.organiser.call<{
      ticketTypes: [
        Parameters<typeof stage.organiser.editTicketType>[0],
        { id: string; version: number },
      ];
    }>('GET', `/api/events/${id}`);
    await stage.organiser.editTicketType(ticketTypes[0], { status: 'paused' });
    await page.getByText('Sales paused').waitFor();
    const [, { id: second, version }] = ticketTypes;
    await stage.organiser.call('PATCH', `/api/ticket-types/${second}`, {
      version,
      status: 'hidden',
    });
    await page.getByRole('heading', { name: 'Balcony' }).waitFor({ state: 'detached' });
    await context.close();
  });

  it('are not deleted once they have been sold, and the page says what to do instead', async () => {
    const { event, ticketType } = await stage.organiser.putOnSale({ capacity: 1 });
    const buyer = await Person.signUp(stage.url, 'Berta Buyer');
    await buyer.buy(ticketType, 1);
    // The service of events learns of it a moment later.
    await eventually(async () => {
      const path = '/api/organiser/events?limit=100';
      const { items } = await stage.organiser.call<{ items: EventSummary[] }>('GET', path);
      expect(items.find(({ id }) => id === event.id)?.salesStatus).toBe('sold_out');
    });
    const { page, context } = await stage.visit(screens.wide);
    await context.addCookies(stage.organiser.cookies);
    await page.goto(`/organiser/events/${event.id}/tickets`);
    await page.getByText('Delete …').click();
    await page.getByRole('button', { name: /^Delete this ticket type/ }).click();
    await page.getByText('Hide or pause it instead').waitFor();
    await context.close();
  });

  it('are added one at a time, and the focus goes to what is new, wrong or saved', async () => {
    const id = await onSale('Stalls');
    const { page, context, complaints } = await stage.visit(screens.phone);
    await context.addCookies(stage.organiser.cookies);
    const focused = () =>
      page.evaluate('document.activeElement.name || document.activeElement.innerText');
    await page.goto(`/organiser/events/${id}/tickets`);
    await page.getByRole('link', { name: 'Add another ticket type' }).click();
    await expect.poll(focused).toBe('name');
    await page.getByLabel('Name', { exact: true }).fill('Balcony');
    await page.getByLabel(/^Price in EUR/).fill('a lot');
    await page.getByLabel('Quantity').fill('40');
    await page.getByRole('button', { name: 'Add ticket type' }).click();
    await expect.poll(focused).toBe('price');
    await expectAccessible(page);
    await page.getByLabel(/^Price in EUR/).fill('20');
    await page.getByRole('button', { name: 'Add ticket type' }).click();
    await expect.poll(focused).toContain('“Balcony” is saved.');
    const add = page.getByRole('button', { name: 'Add ticket type' });
    await expect.poll(() => add.count()).toBe(0);

    await page.getByRole('link', { name: 'Door staff', exact: true }).click();
    await expect.poll(focused).toBe('Concert');
    await page.getByLabel('Who it’s for').fill('Sam');
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    await expect.poll(focused).toContain('Invitation created: Sam');
    await page.goto(`/organiser/events/${id}/cancel`);
    await page.getByRole('button', { name: 'Cancel event' }).click();
    await expect.poll(focused).toBe('reason');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it.each(Object.entries(screens))(
    'are sold in no smaller orders than the minimum: the stepper jumps to it, and fewer are refused with a reason, on a %s screen',
    async (_, size) => {
      const id = await onSale('Stalls');
      const { page, context, complaints } = await stage.visit(size);
      await context.addCookies(stage.organiser.cookies);
      await page.goto(`/organiser/events/${id}/tickets`);
      await page.getByRole('link', { name: 'Add another ticket type' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Group');
      await page.getByLabel(/^Price in EUR/).fill('10');
      await page.getByLabel('Quantity').fill('9');
      await page.getByLabel('Min. per order').fill('11');
      await page.getByRole('button', { name: 'Add ticket type' }).click();
      await page.getByText('This can’t be more than one person may have.').waitFor();
      await page.getByLabel('Min. per order').fill('4');
      await page.getByRole('button', { name: 'Add ticket type' }).click();
      await page.getByText('min. 4 per order').waitFor();
      await expectAccessible(page);
      await stage.organiser.untilOnSale(id, 2);

      const buyer = await Person.signUp(stage.url, 'Berta Buyer');
      await context.clearCookies();
      await context.addCookies(buyer.cookies);
      await expect
        .poll(async () => {
          await page.goto(`/events/${id}`);
          return page.getByText('Min. 4 per order').count();
        })
        .toBe(1);
      const field = page.getByLabel('Number of tickets: Group');
      const step = (way: string) => page.getByRole('button', { name: `One Group ${way}` }).click();
      await step('more');
      expect(await field.inputValue()).toBe('4');
      await step('more');
      expect(await field.inputValue()).toBe('5');
      await step('fewer');
      await step('fewer');
      expect(await field.inputValue()).toBe('0');
      await field.fill('2');
      await page.getByRole('button', { name: 'Get tickets' }).click();
      await page.getByText('Too few tickets selected.').waitFor();
      await expectAccessible(page);
      await field.fill('4');
      await page.getByRole('button', { name: 'Get tickets' }).click();
      await page.waitForURL(/\/checkout\//);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('are refused below the minimum of an order without JavaScript too', async () => {
    const { event } = await stage.organiser.putOnSale({ name: 'Group', minPerOrder: 4 });
    const buyer = await Person.signUp(stage.url, 'Nora Noscript');
    const { page, context } = await stage.visit(screens.phone, { javaScriptEnabled: false });
    await context.addCookies(buyer.cookies);
    await page.goto(`/events/${event.id}?plain=1`);
    await page.getByLabel('Number of tickets: Group').fill('2');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByText('is 4 per order').waitFor();
    expect(await page.getByLabel('Number of tickets: Group').inputValue()).toBe('2');
    await context.close();
  });
});
