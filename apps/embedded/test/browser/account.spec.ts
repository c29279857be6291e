import type { EventListing } from '@onsale/contracts/catalog/http';
import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';

describeInBrowser('the name of an account', (stage) => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'is changed on the account page %s: later orders and events show it, earlier tickets do not',
    async (_, javaScriptEnabled) => {
      const person = await Person.signUp(stage.url, 'Ada Lovelacs');
      const { event, ticketType } = await person.putOnSale();
      const earlier = await person.buy(ticketType);
      const { id: earlierId } = earlier.order;
      const { page, context, complaints } = await stage.visit(screens.phone, { javaScriptEnabled });
      await context.addCookies(person.cookies);
      await page.goto(javaScriptEnabled ? '/account' : '/account?plain=1');
      const name = page.getByLabel('Name');
      expect(await name.inputValue()).toBe('Ada Lovelacs');
      await name.fill('  ');
      await page.getByRole('button', { name: 'Save name' }).click();
      await page.getByText('Enter your name as it should appear on your tickets.').waitFor();
      await name.fill('Ada Lovelace');
      await page.getByRole('button', { name: 'Save name' }).click();
      await page.getByText('Name saved.').waitFor();
      expect(await name.inputValue()).toBe('Ada Lovelace');
      if (javaScriptEnabled) {
        await page.getByRole('link', { name: 'Signed in as Ada Lovelace' }).waitFor();
        await expectAccessible(page);
      }
      // It stays signed in, and signing out is another button.
      await page.goto('/account?plain=1');
      expect(await page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');

      const later = await page.request.post('/api/orders', {
        headers: { 'idempotency-key': crypto.randomUUID() },
        data: { eventId: event.id, lines: [{ ticketTypeId: ticketType.id, quantity: 1 }] },
      });
      const orders = await person.call<{ items: { id: string; buyer: { name: string } }[] }>(
        'GET',
        `/api/events/${event.id}/orders`,
      );
      const nameOf = (id: string) => orders.items.find((order) => order.id === id)?.buyer.name;
      expect(nameOf(earlierId)).toBe('Ada Lovelacs');
      expect(nameOf((await later.json()).id)).toBe('Ada Lovelace');
      const [ticket] = await person.tickets(earlier.order, 1);
      expect(ticket?.holderName).toBe('Ada Lovelacs');
      await expect
        .poll(async () => {
          const shown = await stage.organiser.call<EventListing>('GET', `/api/events/${event.id}`);
          return shown.organiser.name;
        })
        .toBe('Ada Lovelace');
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});

describeInBrowser('the form for a new account', (stage) => {
  it('takes a password that is pasted', async () => {
    const { page, context } = await stage.visit(screens.phone);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/signup');
    await page.evaluate("navigator.clipboard.writeText('correct horse battery')");
    const field = page.getByLabel('Password');
    await field.press('Control+V');
    expect(await field.inputValue()).toBe('correct horse battery');
    await context.close();
  });
});
