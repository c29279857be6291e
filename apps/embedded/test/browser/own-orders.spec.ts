import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';
import { expectHeading } from './flows.js';

describeInBrowser('the orders of a buyer', (stage) => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('lead to an order, to its ticket and back to the order, %s', async (_, javaScriptEnabled) => {
    const { event, ticketType } = await stage.organiser.putOnSale({}, { title: 'Tea Dance' });
    const buyer = await Person.signUp(stage.url, 'Berta Buyer');
    const { order, tickets } = await buyer.buy(ticketType);
    const { page, context, complaints } = await stage.visit(screens.phone, { javaScriptEnabled });
    await context.addCookies(buyer.cookies);
    await page.goto('/orders');
    await page.getByRole('link', { name: event.title }).click();
    await page.waitForURL(new RegExp(`/orders/${order.id}`));
    await expectHeading(page, 'You’re in.');
    await page.getByRole('link', { name: event.title, exact: true }).first().click();
    await page.waitForURL(new RegExp(`/tickets/${tickets[0]?.id}`));
    await page.getByRole('link', { name: 'View order' }).click();
    await page.waitForURL(new RegExp(`/orders/${order.id}`));
    await expectHeading(page, 'You’re in.');
    if (javaScriptEnabled) await expectAccessible(page);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
