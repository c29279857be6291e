import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';
import { expectHeading, payWith, signUp, signUpForPick, takeTickets } from './flows.js';

describeInBrowser('a buyer who presses more than once', (stage) => {
  let ticketType: TicketType;
  let address: string;

  beforeAll(async () => {
    const sale = await stage.organiser.putOnSale({ name: 'Chair', capacity: 500 });
    ticketType = sale.ticketType;
    address = `/events/${sale.event.id}`;
  });

  const visitor = async (name: string) => {
    const visit = await stage.visit(screens.phone);
    await signUp(visit.page, name);
    return visit;
  };
  const orders = (page: Page): Promise<number> =>
    page.evaluate(
      'fetch("/api/orders").then((answer) => answer.json()).then((l) => l.items.length)',
    );
  const pick = async (page: Page, quantity: number) => {
    await page.getByLabel('Number of tickets: Chair').fill(String(quantity));
    return page.getByRole('button', { name: 'Get tickets' });
  };

  it('reads why to sign in, and has the pick held right afterwards', async () => {
    const { page, context } = await stage.visit(screens.phone);
    await page.goto(address);
    await (await pick(page, 2)).click();
    await page.waitForURL(/\/signin/);
    await page.getByText('Sign in to get your 2 tickets.').waitFor();
    await signUpForPick(page);
    await page.waitForURL(/\/checkout\//);
    await page.getByText('2 × Chair').first().waitFor();
    expect(await orders(page)).toBe(1);
    await context.close();
  });

  it('comes back to the tickets when some of the pick is gone after signing in', async () => {
    const sale = await stage.organiser.putOnSale({ name: 'Chair', capacity: 3 });
    const { page, context } = await stage.visit(screens.phone);
    await page.goto(`/events/${sale.event.id}`);
    await (await pick(page, 2)).click();
    await page.waitForURL(/\/signin/);
    await (await Person.signUp(stage.url, 'Rival')).order(sale.ticketType, 2);
    await signUpForPick(page);
    await page.waitForURL(/\/events\//);
    // Without scrolling there again.
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(0);
    const field = page.getByLabel('Number of tickets: Chair');
    await expect.poll(() => field.inputValue()).toBe('1');
    const box = await field.boundingBox();
    expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThanOrEqual(screens.phone.height);
    await context.close();
  });

  it('gets nothing else held when one of two ticket types is gone after signing in', async () => {
    const sale = await stage.organiser.putOnSale({ name: 'Chair', capacity: 1 });
    const other = await stage.organiser.addTicketType(sale.event.id, { name: 'Parking' });
    await stage.organiser.untilOnSale(sale.event.id, 2);
    const { page, context } = await stage.visit(screens.phone);
    await page.goto(`/events/${sale.event.id}`);
    await page.getByLabel('Number of tickets: Parking').fill('1');
    await (await pick(page, 1)).click();
    await page.waitForURL(/\/signin/);
    await (await Person.signUp(stage.url, 'Rival')).order(sale.ticketType);
    await signUpForPick(page);
    await page.waitForURL(/\/events\//);
    await page.getByText('Someone got there first.').waitFor();
    expect(await orders(page)).toBe(0);
    expect(await page.getByLabel(`Number of tickets: ${other.name}`).inputValue()).toBe('1');
    await context.close();
  });

  it('sees the new price before anything is held when it rose meanwhile', async () => {
    const sale = await stage.organiser.putOnSale({ name: 'Chair' });
    const { page, context } = await stage.visit(screens.phone);
    await page.goto(`/events/${sale.event.id}`);
    await (await pick(page, 2)).click();
    await page.waitForURL(/\/signin/);
    const price = { amount: 9900, currency: 'EUR' };
    await stage.organiser.editTicketType(sale.ticketType, { price });
    await signUpForPick(page);
    await page.waitForURL(/\/events\//);
    await page.getByText('The price has changed').waitFor();
    await page.getByText('€99.00').first().waitFor();
    expect(await orders(page)).toBe(0);
    await context.close();
  });

  it('gets nothing held who came back without signing in', async () => {
    const { page, context } = await stage.visit(screens.phone);
    await page.goto(address);
    await (await pick(page, 2)).click();
    await page.waitForURL(/\/signin/);
    const back = decodeURIComponent(new URL(page.url()).searchParams.get('next') ?? '');
    await page.goBack();
    const notes = () => page.evaluate('Object.keys(sessionStorage).join()');
    await expect.poll(notes).not.toContain('hold-after-sign-in');
    await signUp(page, 'Later Lou');
    await page.goto(back);
    const field = page.getByLabel('Number of tickets: Chair');
    await expect.poll(() => field.inputValue()).toBe('2');
    expect(await orders(page)).toBe(0);
    await context.close();
  });

  it('sees what is left in the stepper after losing a race', async () => {
    const sale = await stage.organiser.putOnSale({ name: 'Chair', capacity: 3 });
    const { page, context } = await visitor('Rita Race');
    await page.goto(`/events/${sale.event.id}`);
    const button = await pick(page, 3);
    await page.route('**/api/orders', async (route) => {
      await (await Person.signUp(stage.url, 'Rival')).order(sale.ticketType, 2);
      await route.continue();
    });
    await button.click();
    await page.getByText('Someone got there first.').waitFor();
    const field = page.getByLabel('Number of tickets: Chair');
    await expect.poll(() => field.inputValue()).toBe('1');
    await page.unroute('**/api/orders');
    await button.click();
    await page.waitForURL(/\/checkout\//);
    await context.close();
  });

  it('reads how many tickets they already have, and cannot pick more than the limit leaves', async () => {
    const sale = await stage.organiser.putOnSale({
      ...{ name: 'Chair', perPersonLimit: 4 },
      // The longest text that fits beside the stepper: a wider column would wrap it.
      description: 'In the first row, to the left',
    });
    const { page, context } = await visitor('Lena Limit');
    const path = `/events/${sale.event.id}`;
    await page.goto(path);
    const more = page.getByRole('button', { name: 'One Chair more' });
    const below = page.getByText('We’ll hold your tickets while you pay.');
    await page.getByText('Max. 4 per person').waitFor();
    await page.evaluate('document.fonts.ready');
    const before = await below.boundingBox();
    await takeTickets(page, sale.event.id, 'Chair', 2);
    await page.goto(path);
    await page.getByRole('link', { name: 'You already have 2 of 4' }).waitFor();
    await page.evaluate('document.fonts.ready');
    expect(await below.boundingBox()).toEqual(before);
    await expectAccessible(page);
    for (let press = 0; press < 3; press += 1) await more.click({ force: true });
    expect(await page.getByLabel('Number of tickets: Chair').inputValue()).toBe('2');
    expect(await more.getAttribute('aria-disabled')).toBe('true');
    // The same holds without JavaScript.
    await page.goto(`${path}?plain=1`);
    await page.getByText('You already have 2 of 4').waitFor();
    await context.close();
  });

  it('makes one order with a double click', async () => {
    const { page, context } = await visitor('Dora Double');
    await page.goto(address);
    await (await pick(page, 1)).dblclick();
    await page.waitForURL(/\/checkout\//);
    expect(await orders(page)).toBe(1);
    await context.close();
  });

  it('returns to the same order after Back, and gets a new one once that is cancelled', async () => {
    const { page, context } = await visitor('Bella Back');
    await takeTickets(page, ticketType.eventId, 'Chair', 2);
    const first = page.url();
    await page.goBack();
    await page.waitForURL(/\/events\//);
    await (await pick(page, 2)).click();
    await page.waitForURL(/\/checkout\//);
    expect(page.url()).toBe(first);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.waitForURL(/\/orders\//);
    await takeTickets(page, ticketType.eventId, 'Chair', 2);
    await page.waitForURL(/\/checkout\//);
    expect(page.url()).not.toBe(first);
    expect(await orders(page)).toBe(2);
    await context.close();
  });

  it('makes one order from two tabs with the same pick', async () => {
    const { page, context } = await visitor('Tara Tabs');
    const second = await context.newPage();
    await Promise.all([page.goto(address), second.goto(address)]);
    const buttons = [await pick(page, 3), await pick(second, 3)];
    await Promise.all(buttons.map((button) => button.click()));
    await Promise.all([page.waitForURL(/\/checkout\//), second.waitForURL(/\/checkout\//)]);
    expect(page.url()).toBe(second.url());
    expect(await orders(page)).toBe(1);
    await context.close();
  });

  it('makes one order when the answer is lost and the page retries', async () => {
    const { page, context } = await visitor('Lola Lost');
    let lost = 0;
    await page.route('**/api/orders', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch(); // the API receives it and carries it out
      await route.abort('connectionreset');
    });
    await takeTickets(page, ticketType.eventId, 'Chair', 1);
    await page.waitForURL(/\/checkout\//);
    expect([lost, await orders(page)]).toEqual([1, 1]);
    await context.close();
  });

  it('sees the tickets even when the answer to the payment is lost', async () => {
    const { page, context } = await visitor('Paula Paid');
    await page.route('**/api/payments', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch(); // the API receives it and carries it out
      await route.abort('connectionreset');
    });
    await takeTickets(page, ticketType.eventId, 'Chair', 1);
    await payWith(page, '4242 4242 4242 4242');
    await expectHeading(page, 'You’re in.');
    await context.close();
  });
});
