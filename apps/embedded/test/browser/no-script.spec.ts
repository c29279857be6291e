import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, screens } from './browser.js';
import { expectHeading, payWith, signUp, signUpForPick, takeTickets } from './flows.js';

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
    // What is wrong with the card is in view.
    await page.getByRole('button', { name: /^Pay / }).click();
    const wrong = page.getByText('Enter the 3- or 4-digit security code.');
    await expect
      .poll(async () => (await wrong.boundingBox())?.y)
      .toBeLessThan(screens.phone.height - 40);
    await context.close();
  });

  const pickSignedOut = async (page: Page, eventId: string) => {
    await page.goto(`/events/${eventId}`);
    await page.getByLabel('Number of tickets: Chair').fill('2');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByText('Sign in to get your 2 tickets.').waitFor();
  };
  const expectNoOrders = async (page: Page) => {
    await page.goto('/orders');
    await page.getByText('No orders yet').waitFor();
  };

  it('is led from the pick to signing in, and has the pick held right afterwards', async () => {
    const { page, context } = await visit();
    await page.goto(`/events/${ticketType.eventId}`);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.getByText('No tickets selected.').waitFor();
    await pickSignedOut(page, ticketType.eventId);
    await signUpForPick(page);
    await page.waitForURL(/\/checkout\//);
    await page.getByText('2 × Chair').first().waitFor();
    await context.close();
  });

  it('has the pick held after a wrong password and a right one', async () => {
    const { email } = await Person.signUp(stage.url, 'Wanda Wrong');
    const { page, context } = await visit();
    await pickSignedOut(page, ticketType.eventId);
    for (const password of ['a wrong password', 'correct horse battery']) {
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      if (password.includes('wrong')) await page.getByRole('alert').first().waitFor();
    }
    await page.waitForURL(/\/checkout\//);
    await page.getByText('2 × Chair').first().waitFor();
    await context.close();
  });

  it('has it held too when the script loaded only after the press', async () => {
    const { page, context } = await stage.visit(screens.phone);
    await page.route('**/*.js', (route) => route.abort());
    await pickSignedOut(page, ticketType.eventId);
    await page.unroute('**/*.js');
    await page.reload();
    await signUpForPick(page);
    await page.waitForURL(/\/checkout\//);
    await page.getByText('2 × Chair').first().waitFor();
    await context.close();
  });

  it('gets nothing held, and reads why, when some of the pick is gone after signing in', async () => {
    const sale = await stage.organiser.putOnSale({ name: 'Chair', capacity: 3 });
    const { page, context } = await visit();
    await pickSignedOut(page, sale.event.id);
    await (await Person.signUp(stage.url, 'Rival')).order(sale.ticketType, 2);
    await signUpForPick(page);
    await page.getByText('Someone got there first.').waitFor();
    const field = page.getByLabel('Number of tickets: Chair');
    expect(await field.inputValue()).toBe('1');
    const bottom = async () => {
      const box = await field.boundingBox();
      return (box?.y ?? 999) + (box?.height ?? 999);
    };
    await expect.poll(bottom).toBeLessThanOrEqual(screens.phone.height);
    await expectNoOrders(page);
    await context.close();
  });

  it('sees the new price before anything is held when it rose while signing in', async () => {
    const sale = await stage.organiser.putOnSale({ name: 'Chair' });
    const { page, context } = await visit();
    await pickSignedOut(page, sale.event.id);
    const price = { amount: 9900, currency: 'EUR' };
    await stage.organiser.editTicketType(sale.ticketType, { price });
    await signUpForPick(page);
    await page.getByText('The price has changed.').waitFor();
    await page.getByText('€99.00').first().waitFor();
    expect(await page.getByLabel('Number of tickets: Chair').inputValue()).toBe('2');
    await expectNoOrders(page);
    await context.close();
  });

  it('gets nothing held by an address alone', async () => {
    const { page, context } = await visit();
    await pickSignedOut(page, ticketType.eventId);
    const signIn = page.url();
    await signUp(page, 'Ada Address');
    await page.goto(signIn); // leads those who are signed in to the event
    await page.waitForURL(/\/events\//);
    expect(await page.getByLabel('Number of tickets: Chair').inputValue()).toBe('2');
    await expectNoOrders(page);
    await context.close();
  });

  it('gets nothing held by a link to the sign-in page', async () => {
    const { page, context } = await visit();
    const pick = `quantity-${ticketType.id}=2&price-${ticketType.id}=3900+EUR`;
    const next = `/events/${ticketType.eventId}?event=${ticketType.eventId}&${pick}`;
    await page.goto(`/signin?plain=1&next=${encodeURIComponent(next)}`);
    await signUpForPick(page);
    await page.waitForURL(/\/events\//);
    await expectNoOrders(page);
    await context.close();
  });

  it('sees what is wrong with a pick without scrolling', async () => {
    const { page, context } = await visit();
    await page.goto(`/events/${ticketType.eventId}`);
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(0);
    const isInView = async () => {
      const box = await page.getByText('No tickets selected.').boundingBox();
      return box !== null && box.y > 0 && box.y + box.height <= screens.phone.height;
    };
    await expect.poll(isInView).toBe(true);
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

  it('waits for a slow payment, and sees the tickets without a press', async () => {
    const { page, context } = await visit();
    await signUp(page, 'Sara Slow');
    await takeTickets(page, ticketType.eventId, 'Chair', 1);
    await payWith(page, '4000 0000 0000 3220');
    await expectHeading(page, 'Your payment is being confirmed.');
    await expectHeading(page, 'You’re in.');
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
