import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { describeInBrowser, screens } from './browser.js';
import { expectHeading, payWith, signUp, takeTickets } from './flows.js';

describeInBrowser('a buyer without JavaScript', (stage) => {
  let ticketType: TicketType;
  beforeAll(async () => {
    ({ ticketType } = await stage.organiser.putOnSale({ name: 'Chair', capacity: 100 }));
  });
  const visit = () => stage.visit(screens.phone, { javaScriptEnabled: false });
  const orderOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1);

  it('keeps everything typed but the password in a refused form', async () => {
    const { page, context } = await visit();
    await page.goto('/signup');
    await page.getByLabel('Name').fill('Nora');
    await page.getByLabel('Email').fill('nora@example.org');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Choose at least 10 characters.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Nora');
    expect(await page.getByLabel('Email').inputValue()).toBe('nora@example.org');
    await page.goto('/signin');
    await page.getByLabel('Email').fill('nobody@example.org');
    await page.getByLabel('Password').fill('a few random words');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('nobody@example.org');
    await context.close();
  });

  it('reads by when to pay, on a clock that is named', async () => {
    const { page, context } = await visit();
    await signUp(page, 'Nina Noon');
    await takeTickets(page, ticketType.eventId, 'Chair', 1);
    await page
      .getByText(/Pay by \d\d:\d\d (CET|CEST|GMT\+[12])\. *Your tickets are held/)
      .waitFor();
    await context.close();
  });

  it('is led from the pick to signing in and back to it', async () => {
    const { page, context } = await visit();
    await page.goto(`/events/${ticketType.eventId}`);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByText('No tickets selected.').waitFor();
    await page.getByLabel('Number of tickets: Chair').fill('2');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByText('Sign in to get your 2 tickets.').waitFor();
    await context.close();
  });

  it('finds the same order after Back and in a second tab, and gets a new one once that is cancelled', async () => {
    const { page, context } = await visit();
    await signUp(page, 'Bella Back');
    await takeTickets(page, ticketType.eventId, 'Chair', 2);
    const first = orderOf(page);
    await page.goBack();
    await page.getByLabel('Number of tickets: Chair').fill('2');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.waitForURL(/\/checkout\//);
    expect(orderOf(page)).toBe(first);
    const tab = await context.newPage();
    await takeTickets(tab, ticketType.eventId, 'Chair', 2);
    expect(orderOf(tab)).toBe(first);

    await tab.getByRole('button', { name: 'Cancel order' }).click();
    await expectHeading(tab, 'You cancelled this order.');
    // The first tab still shows the form of the card.
    await payWith(page, '4242 4242 4242 4242');
    await expectHeading(page, 'You cancelled this order.');
    await page.goBack();
    await takeTickets(page, ticketType.eventId, 'Chair', 2);
    expect(orderOf(page)).not.toBe(first);
    await page.getByLabel('Card number').fill('1');
    await page.getByRole('button', { name: /^Pay / }).click();
    await page.getByText('Check the card number for typos.').waitFor();
    await tab.goto(page.url());
    await payWith(page, '4242 4242 4242 4242');
    await expectHeading(page, 'You’re in.');
    // Paying again in an older tab shows the tickets, and takes no money.
    await payWith(tab, '4242 4242 4242 4242');
    await expectHeading(tab, 'You’re in.');
    await context.close();
  });

  it('is asked to wait after holding and cancelling too often, and still finds the event', async () => {
    const { page, context } = await visit();
    await signUp(page, 'Lola Loop');
    for (let round = 0; round < 6; round += 1) {
      await takeTickets(page, ticketType.eventId, 'Chair', 1);
      await page.getByRole('button', { name: 'Cancel order' }).click();
      await expectHeading(page, 'You cancelled this order.');
    }
    await page.goto(`/events/${ticketType.eventId}`);
    await page.getByLabel('Number of tickets: Chair').fill('1');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByText('Too many orders have gone unpaid.').waitFor();
    expect(await page.getByLabel('Number of tickets: Chair').inputValue()).toBe('1');
    await context.close();
  });
});
