import type { Order } from '@onsale/contracts/orders/http';
import { eventually } from '@onsale/testing';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';

describeInBrowser('a page in a browser', (stage) => {
  const focused = (page: Page) =>
    page.evaluate<string>(
      'document.activeElement.name || document.activeElement.ariaLabel || document.activeElement.innerText || document.activeElement.tagName',
    );

  it('tells ticket holders on all pages that the event moved or was cancelled, and why', async () => {
    const buyer = await Person.signUp(stage.url, 'Buyer');
    const { event, ticketType } = await stage.organiser.putOnSale();
    const { order, tickets } = await buyer.buy(ticketType, 2);
    const { context, page } = await stage.visit(screens.phone);
    await context.addCookies(buyer.cookies);
    const expectTold = async (text: string, paths: readonly string[]) => {
      for (const path of paths) {
        await expect
          .poll(async () => {
            await page.goto(path);
            await page.getByRole('heading', { level: 1 }).waitFor();
            return page.locator('main').innerText();
          })
          .toContain(text);
        await expectAccessible(page);
      }
    };
    const pages = [`/orders/${order.id}`, `/tickets/${tickets[0]?.id}`];

    await stage.organiser.editEvent(event.id, { venueName: 'Kuppel' });
    await expectTold('This event has a new place.', [...pages, '/tickets']);
    await expectTold('to Kuppel', pages);
    expect(await page.getByText('Ticket 2 of 2').count()).toBe(0);
    await page.goto(pages[0] ?? '');
    await page.getByText('Ticket 2 of 2').waitFor();

    await stage.organiser.call('POST', `/api/events/${event.id}/cancel`, {
      reason: 'The roof leaks.',
    });
    await expectTold('The roof leaks.', [...pages, '/tickets?when=past']);
    // Each ticket of the list, and the order, says so once.
    expect(await page.getByText(/event cancelled|cancelled this event/i).count()).toBe(2);
    await page.goto(pages[0] ?? '');
    await page.getByText('The roof leaks.').waitFor();
    expect(await page.getByText(/cancelled th(e|is) event/).count()).toBe(1);
    await context.close();
  });

  it('tells buyers who have not paid, even on an open page, that the event moved or was cancelled, and why', async () => {
    const buyer = await Person.signUp(stage.url, 'Buyer');
    const { event, ticketType } = await stage.organiser.putOnSale();
    const order = await buyer.order(ticketType);
    const { context, page } = await stage.visit(screens.phone);
    await context.addCookies(buyer.cookies);
    const checkout = `/checkout/${order.id}`;
    /** Leaves the page and returns until it shows the text: services learn of a change in turn. */
    const expectSeen = (text: string) =>
      expect
        .poll(async () => {
          await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
          return page.locator('main').innerText();
        })
        .toContain(text);
    await page.goto(checkout);
    await page.getByRole('heading', { name: 'Pay for your tickets' }).waitFor();

    await stage.organiser.editEvent(event.id, { venueName: 'Kuppel' });
    await expectSeen('This event has a new place.');
    await expectSeen('to Kuppel');
    await expectAccessible(page);
    for (const path of [`/orders/${order.id}`, `${checkout}?plain=1`]) {
      await page.goto(path);
      await expect.poll(() => page.locator('main').innerText()).toContain('to Kuppel');
    }

    await page.goto(checkout);
    await page.getByRole('heading', { name: 'Pay for your tickets' }).waitFor();
    // The order follows its event a moment later.
    let isBehind = true;
    const before = await buyer.call<Order>('GET', `/api/orders/${order.id}`);
    await page.route(`**/api/orders/${order.id}`, (route) =>
      isBehind ? route.fulfill({ json: before }) : route.continue(),
    );
    await stage.organiser.call('POST', `/api/events/${event.id}/cancel`, {
      reason: 'The roof leaks.',
    });
    await expectSeen('The roof leaks.');
    isBehind = false;
    await page.waitForURL(`**/orders/${order.id}`);
    await expect.poll(() => page.locator('main').innerText()).toContain('The roof leaks.');
    await context.close();
  });

  it('says that the event was cancelled when a hold ended with its event', async () => {
    const buyer = await Person.signUp(stage.url, 'Buyer');
    const { event, ticketType } = await stage.organiser.putOnSale();
    const order = await buyer.order(ticketType);
    await stage.organiser.call('POST', `/api/events/${event.id}/cancel`, {
      reason: 'The roof leaks.',
    });
    await eventually(async () => {
      const { status } = await buyer.call<Order>('GET', `/api/orders/${order.id}`);
      expect(status).toBe('cancelled');
    });
    const { context, page } = await stage.visit(screens.phone);
    await context.addCookies(buyer.cookies);
    await expect
      .poll(async () => {
        await page.goto(`/checkout/${order.id}`);
        await page.waitForURL(`**/orders/${order.id}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        return page.locator('main').innerText();
      })
      .toContain('The roof leaks.');
    expect(await page.locator('main').innerText()).not.toContain('You cancelled');
    await context.close();
  });

  it('moves the focus to what is wrong when signing in or up is refused', async () => {
    const { context, page } = await stage.visit(screens.phone);
    await page.goto('/signup');
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Email').fill('no address');
    await page.getByLabel('Password').fill('a few random words');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect.poll(() => focused(page)).toBe('email');
    await page.goto('/signin');
    await page.getByLabel('Email').fill('nobody@example.org');
    await page.getByLabel('Password').fill('a few random words');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const alert = page.getByRole('alert').filter({ hasText: /\w/ });
    await expect.poll(async () => focused(page)).toBe(await alert.innerText());
    await context.close();
  });

  it('keeps the focus at the limit of the stepper, and takes no more than that', async () => {
    const { event, ticketType } = await stage.organiser.putOnSale({ name: 'Chair', capacity: 3 });
    const { context, page } = await stage.visit(screens.phone);
    await page.goto(`/events/${event.id}`);
    const more = page.getByRole('button', { name: 'One Chair more' });
    const number = page.getByLabel('Number of tickets: Chair');
    await expect.poll(() => number.inputValue().then(Number)).toBe(0);
    const most = Math.min(3, ticketType.perPersonLimit);
    for (let press = 0; press < most + 2; press += 1) await more.press('Enter');
    await expect.poll(() => number.inputValue()).toBe(String(most));
    expect(await focused(page)).toBe('One Chair more');
    expect(await more.getAttribute('aria-disabled')).toBe('true');
    await number.fill('12');
    await expect.poll(() => number.inputValue()).toBe(String(most));
    await expectAccessible(page);
    await context.close();
  });

  it('keeps "Get tickets" in view on a phone while the tickets are picked, and says what is missing', async () => {
    const { event } = await stage.organiser.putOnSale(
      { name: 'Type 0' },
      { description: 'Words. '.repeat(400) },
    );
    for (const number of [1, 2, 3, 4, 5]) {
      await stage.organiser.addTicketType(event.id, { name: `Type ${number}` });
    }
    const { context, page } = await stage.visit(screens.phone);
    const button = page.getByRole('button', { name: 'Get tickets' });
    await expect
      .poll(async () => {
        await page.goto(`/events/${event.id}`);
        return page.getByLabel('Number of tickets: Type').count();
      })
      .toBe(6);
    for (const number of [0, 3, 5]) {
      const field = page.getByLabel(`Number of tickets: Type ${number}`);
      await field.scrollIntoViewIfNeeded();
      const box = await button.boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThanOrEqual(screens.phone.height);
    }
    // The rest of the list is below the screen, and the message above it.
    await page.getByLabel('Number of tickets: Type 0').scrollIntoViewIfNeeded();
    await button.click();
    const said = page.getByText('No tickets selected.');
    await said.waitFor();
    const box = await said.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThanOrEqual(screens.phone.height);
    await page.getByLabel('Number of tickets: Type 0').fill('1');
    await said.waitFor({ state: 'detached' });
    await context.close();
  });

  it('tells the tabs of an organiser’s events apart', async () => {
    const { event } = await stage.organiser.putOnSale();
    const { context, page } = await stage.visit(screens.wide);
    await context.addCookies(stage.organiser.cookies);
    for (const [path, title] of [
      ['', 'Sales'],
      ['/edit', 'Edit event'],
      ['/tickets', 'Ticket types'],
      ['/attendees', 'Attendees'],
      ['/orders', 'Orders'],
      ['/staff', 'Door staff'],
      ['/door', 'Check-in'],
    ]) {
      await page.goto(`/organiser/events/${event.id}${path}`);
      await expect.poll(() => page.title()).toBe(`${title}: ${event.title} · Onsale`);
      await expect.poll(() => page.getByRole('heading', { level: 1 }).count()).toBe(1);
    }
    await context.close();
  });

  it('moves the focus along when an organiser goes from page to page', async () => {
    const { event } = await stage.organiser.putOnSale();
    const { context, page } = await stage.visit(screens.phone);
    await context.addCookies(stage.organiser.cookies);
    await page.goto(`/organiser/events/${event.id}`);
    const tabs = page.getByRole('navigation', { name: 'This event' });
    for (const name of ['Attendees', 'Ticket types', 'Edit']) {
      const link = tabs.getByRole('link', { name });
      await link.focus();
      await link.press('Enter');
      await tabs.locator('[aria-current=page]', { hasText: name }).waitFor();
      await expect
        .poll(() => page.evaluate('document.activeElement.closest("h1, nav") !== null'))
        .toBe(true);
    }
    await context.close();
  });
});
