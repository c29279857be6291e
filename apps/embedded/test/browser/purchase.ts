import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../install.js';
import { expectAccessible, hasChromium, launchBrowser, newVisitor, screens } from './browser.js';
import { expectHeading, payWith, signUp, takeTickets } from './flows.js';

const cards = {
  good: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  slow: '4000 0000 0000 3220',
};

interface Site {
  /** Its address for the browser. */
  readonly url: string;
  /** The API's address for this process. */
  readonly apiUrl: string;
  stop(): Promise<void>;
}

/** Longer than a start that builds first, and runs every service twice. */
const startTimeoutMs = 420_000;

/**
 * What a buyer does in a browser, on any install.
 * @param start called once, before the tests
 */
export function describePurchase(start: () => Promise<Site>): void {
  describe.runIf(hasChromium)('a buyer in a browser', () => {
    let site: Site;
    let browser: Browser;
    let organiser: Person;
    let sale: { event: EventListing; ticketType: TicketType };
    /** Unique, because other concerts may be on sale too. */
    const title = `Concert ${crypto.randomUUID().slice(0, 8)}`;

    beforeAll(async () => {
      site = await start();
      browser = await launchBrowser();
      organiser = await Person.signUp(site.apiUrl, 'Organiser');
      sale = await organiser.putOnSale(
        { name: 'Parterre', capacity: 200, perPersonLimit: 6 },
        { title },
      );
    }, startTimeoutMs);
    afterAll(async () => {
      await browser?.close();
      await site?.stop();
    });

    describe.each(Object.entries(screens))('on a %s screen', (_screen, size) => {
      it('finds an event, buys, and gets the tickets', async () => {
        const { page, context, complaints } = await newVisitor(browser, site.url, size);
        await page.goto('/');
        await expectAccessible(page);
        await page.getByRole('searchbox').fill(title.toLowerCase());
        await page.getByRole('searchbox').press('Enter');
        await page.waitForURL(/q=concert/);
        await page
          .getByRole('link', { name: /Concert/ })
          .first()
          .click();
        await expectHeading(page, title);
        await expectAccessible(page);

        await page.getByLabel('Number of tickets: Parterre').fill('2');
        await page.getByRole('button', { name: 'Get tickets' }).click();
        // The visitor has to sign up first; then the pick is held without another press.
        await page.waitForURL(/\/signin/);
        await expectAccessible(page);
        await page.getByRole('link', { name: 'Create an account' }).click();
        await page.waitForURL(/\/signup/);
        await page.getByLabel('Name').fill('Berta Buyer');
        await page.getByLabel('Email').fill(`${crypto.randomUUID()}@example.org`);
        await page.getByLabel('Password').fill('a long enough password');
        await page.getByRole('button', { name: 'Create account' }).click();
        await page.waitForURL(/\/checkout\//);
        await expect.poll(() => page.title()).toContain(`Checkout: ${title}`);
        await expectAccessible(page);
        await payWith(page, cards.good);
        await expectHeading(page, 'You’re in.');
        await page.getByText('Your 2 tickets are below').waitFor();
        const here = page.locator('header [aria-current]');
        await expect.poll(() => here.textContent()).toBe('My orders');
        await expectAccessible(page);

        await page.goto('/orders');
        await page
          .getByRole('link', { name: /Concert/ })
          .first()
          .waitFor();
        await expectAccessible(page);
        await page.goto('/tickets');
        await expectAccessible(page);
        await page
          .getByRole('link', { name: /Concert/ })
          .first()
          .click();
        await page.waitForURL(/\/tickets\/[0-9a-f-]+/);
        const code = page.getByRole('img', { name: /Ticket code/ });
        await code.waitFor();
        expect(await code.locator('path').getAttribute('d')).toMatch(/^M4 4h7v1/);
        expect((await code.boundingBox())?.width).toBeGreaterThan(200);
        await expectAccessible(page);
        const ticketId = page.url().split('/').at(-1);
        // The browser requests it, because it alone knows every name and trusts every certificate.
        const start = await page.evaluate(
          `fetch('/api/tickets/${ticketId}/pdf').then((pdf) => pdf.text()).then((text) => text.slice(0, 5))`,
        );
        expect(start).toBe('%PDF-');
        expect(complaints).toEqual([]);
        await context.close();
      });

      it('sees that the card was declined and pays with another card', async () => {
        const { page, context, complaints } = await newVisitor(browser, site.url, size);
        await signUp(page, 'Dora Declined');
        await takeTickets(page, sale.event.id, 'Parterre', 1);
        await payWith(page, cards.declined);
        await page.getByText('Your last payment didn’t go through.').waitFor();
        await page.waitForURL(/\/checkout\//);
        await page.getByText('left to pay').waitFor();
        const focused = () => page.evaluate('document.activeElement.innerText');
        await expect.poll(focused).toContain('Your last payment didn’t go through.');
        await expectAccessible(page);
        await payWith(page, cards.good);
        await expectHeading(page, 'You’re in.');
        expect(complaints).toEqual([]);
        await context.close();
      });
    });

    it('never reads "failed" while a slow payment is under way', async () => {
      const { page, context } = await newVisitor(browser, site.url, screens.wide);
      await signUp(page, 'Sofia Slow');
      await takeTickets(page, sale.event.id, 'Parterre', 1);
      await payWith(page, cards.slow);
      await expectHeading(page, 'Your payment is being confirmed.');
      await expectAccessible(page);
      await expectHeading(page, 'You’re in.');
      await context.close();
    });

    it('sees the stock move without a reload, and the last ticket go', async () => {
      const { ticketType, event } = await organiser.putOnSale({ name: 'Chair', capacity: 3 });
      const { page, context } = await newVisitor(browser, site.url, screens.wide);
      await page.goto(`/events/${event.id}`);
      await page.getByText('Only 3 left').waitFor();
      const rival = await Person.signUp(site.apiUrl, 'Rival');
      const held = await rival.order(ticketType, 2);
      await page.getByText('Only 1 left').waitFor();
      await rival.order(ticketType, 1);
      await page.getByText('Sold out').first().waitFor();
      await expectAccessible(page);
      await rival.call('DELETE', `/api/orders/${held.id}`);
      await page.getByText('Only 2 left').waitFor();
      await context.close();
    });

    it('shares the event through the device’s dialog, or copies the link without one', async () => {
      const { page, context } = await newVisitor(browser, site.url, screens.phone);
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.addInitScript(`navigator.share = async (what) => { window.shared = what; }`);
      await page.goto(`/events/${sale.event.id}?utm_source=poster`);
      const button = page.getByRole('button', { name: 'Share this event' });
      const url = new URL(`/events/${sale.event.id}`, page.url()).href;
      await button.click();
      await expect
        .poll(() => page.evaluate('window.shared'))
        .toEqual({ title: sale.event.title, url });
      await page.evaluate('navigator.share = undefined');
      await button.click();
      await page.getByText('Link copied.').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(url);
      await context.close();
    });

    it('comes back to the checkout without JavaScript when the card was declined, and pays there', async () => {
      const { page, context } = await newVisitor(browser, site.url, screens.phone, {
        javaScriptEnabled: false,
      });
      await signUp(page, 'Dina Declined');
      await takeTickets(page, sale.event.id, 'Parterre', 1);
      await payWith(page, cards.declined);
      await page.getByText('Your last payment didn’t go through.').waitFor();
      expect(new URL(page.url()).pathname).toMatch(/^\/checkout\//);
      expect(await page.getByLabel('Card number').inputValue()).toBe('');
      await payWith(page, cards.good);
      await expectHeading(page, 'You’re in.');
      await context.close();
    });

    it('buys without JavaScript', async () => {
      const { page, context } = await newVisitor(browser, site.url, screens.phone, {
        javaScriptEnabled: false,
      });
      await signUp(page, 'Nora Noscript');
      await takeTickets(page, sale.event.id, 'Parterre', 1);
      await expect.poll(() => page.title()).toContain(`Checkout: ${sale.event.title}`);
      await payWith(page, cards.good);
      await page.waitForURL(/\/orders\//);
      await expectHeading(page, 'You’re in.');
      await expect.poll(() => page.title()).toContain(`Your order: ${sale.event.title}`);
      await context.close();
    });

    it('gets a free ticket without a card', async () => {
      const { event } = await organiser.putOnSale({
        name: 'Seat',
        price: { amount: 0, currency: 'EUR' },
      });
      const { page, context } = await newVisitor(browser, site.url, screens.phone);
      await signUp(page, 'Frida Free');
      await takeTickets(page, event.id, 'Seat', 1);
      await expectHeading(page, 'You’re in.');
      await context.close();
    });
  });
}
