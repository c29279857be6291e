import { eventually } from '@onsale/testing';
import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, screens } from './browser.js';
import { expectHeading, signUp } from './flows.js';

describeInBrowser('the page of an event in a browser', (stage) => {
  /** Resolves once the browser has loaded the script that shows the checkout. */
  const checkoutIsAhead = (page: Page) =>
    page.waitForResponse(
      async (response) =>
        response.url().includes('/_onsale/') &&
        // A page that was left takes its answers with it.
        (await response.text().catch(() => '')).includes('Pay for your tickets'),
    );

  it('shows the checkout as soon as the hold is answered, without another request', async () => {
    const { event } = await stage.organiser.putOnSale({ name: 'Seat', capacity: 10 });
    const { page, context } = await stage.visit(screens.phone);
    await signUp(page, 'Quinn Quick');
    let isHeld = false;
    const unanswered: string[] = [];
    await page.route('**/*', async (route: Route) => {
      const request = route.request();
      if (isHeld) return void unanswered.push(new URL(request.url()).pathname);
      if (request.method() !== 'POST' || !request.url().endsWith('/api/orders')) {
        return route.continue();
      }
      const response = await route.fetch();
      isHeld = true;
      return route.fulfill({ response });
    });
    await Promise.all([checkoutIsAhead(page), page.goto(`/events/${event.id}`)]);
    await page.getByLabel('Number of tickets: Seat').fill('2');
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await expectHeading(page, 'Pay for your tickets');
    expect(await page.getByLabel('Card number').isEnabled()).toBe(true);
    expect(await page.getByRole('button', { name: /^Pay / }).isEnabled()).toBe(true);
    expect(new URL(page.url()).pathname).toMatch(/^\/checkout\//);
    // Later requests only add details.
    expect(
      unanswered.filter((path) => path.startsWith('/_') || path.startsWith('/checkout')),
    ).toEqual([]);
    await context.close();
  });

  it('starts with the texts it brings, without a browser formatter, which is slow', async () => {
    const opensAt = new Date(Date.now() + 86_400_000).toISOString();
    const open = await stage.organiser.putOnSale({ price: { amount: 1250, currency: 'EUR' } });
    const early = await stage.organiser.putOnSale({ salesOpenAt: opensAt });
    const { timeZone } = open.event;
    const { page, context } = await stage.visit(screens.phone, { timezoneId: timeZone });
    await page.addInitScript(`window.made = [];
      for (const kind of ['NumberFormat', 'DateTimeFormat', 'PluralRules', 'Collator']) {
        Intl[kind] = new Proxy(Intl[kind], {
          apply: (...call) => (made.push(kind), Reflect.apply(...call)),
          construct: (...call) => (made.push(kind), Reflect.construct(...call)),
        });
      }`);
    for (const { event } of [open, early]) {
      await page.goto(`/events/${event.id}`);
      await page.locator('[role=timer], button:enabled:has-text("Get tickets")').waitFor();
      expect(await page.evaluate('made'), event.title).toEqual([]);
    }
    await page.goto(`/events/${open.event.id}`);
    const total = page.locator('output');
    expect(await total.textContent()).toBe('€0.00');
    await page.getByLabel('Number of tickets').fill('2');
    await expect.poll(() => total.textContent()).toBe('€25.00');
    expect(await page.evaluate('made')).toEqual(['NumberFormat']);
    await context.close();
  });

  it('keeps what was picked before the page had looked for an earlier pick', async () => {
    const { event } = await stage.organiser.putOnSale({ name: 'Seat', capacity: 10 });
    const { page, context } = await stage.visit(screens.phone);
    // As on a slow phone: what the page does once it is shown comes late.
    await page.addInitScript(`
      const { setTimeout: soon } = window;
      window.setTimeout = (work, ms = 0, ...more) => soon(work, ms + 1_500, ...more);
      window.requestAnimationFrame = () => 0;`);
    const watches = page.waitForRequest(/availability\/stream$/);
    await page.goto(`/events/${event.id}`);
    const number = page.getByLabel('Number of tickets: Seat');
    await number.fill('2');
    await watches;
    // Written once the earlier pick was read.
    const isRead = `localStorage.getItem("onsale.pick.${event.id}") !== null`;
    await expect.poll(() => page.evaluate(isRead)).toBe(true);
    expect(await number.inputValue()).toBe('2');
    await context.close();
  });

  it('reloads once for each version of the event, even when an old copy is served again', async () => {
    const { event } = await stage.organiser.putOnSale({ name: 'Seat', capacity: 10 });
    const { page, context } = await stage.visit(screens.phone);
    const old = await fetch(`${stage.url}/events/${event.id}`);
    const copy = { headers: Object.fromEntries(old.headers), body: await old.text() };
    delete copy.headers['content-encoding'];
    delete copy.headers['content-length'];
    let asked = 0;
    let looked = 0;
    await page.route(`**/events/${event.id}`, async (route) => {
      if (route.request().resourceType() === 'document') {
        asked += 1;
        return route.fulfill(copy);
      }
      await route.continue();
      looked += 1;
    });
    const rename = (title: string) => stage.organiser.editEvent(event.id, { title });
    await page.goto(`/events/${event.id}`);
    for (const [index, title] of ['Matinee', 'Soiree', 'Late show'].entries()) {
      const before = looked;
      await rename(title);
      // The page looks at the event, reloads, and looks once more, because it got the old copy.
      await eventually(() => expect([asked, looked - before]).toEqual([index + 2, 2]));
    }
    await context.close();
  });
});
