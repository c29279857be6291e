import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { eventually } from '@onsale/testing';
import { afterAll, expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowserWith, expectAccessible, screens } from './browser.js';

const folder = mkdtempSync(join(tmpdir(), 'onsale-site-'));
afterAll(() => rmSync(folder, { recursive: true }));

function settings(): Record<string, string> {
  const imprint = join(folder, 'imprint.md');
  writeFileSync(
    imprint,
    '## Blue Note e. V.\n\nMusterstraße 1\n\n**No** <script>alert(1)</script>',
  );
  return {
    ONSALE_SITE_NAME: 'Blue Note',
    ONSALE_ACCENT: '#ffe000',
    ONSALE_IMPRINT: imprint,
    ONSALE_TERMS: 'https://example.org/terms',
  };
}

describeInBrowserWith({ settings }, 'an install with its own name and look', (stage) => {
  const get = (path: string) => Person.anonymous(stage.url).send({ method: 'GET', path });

  /** @param person the signed-in person; none by default */
  async function visitor(person?: Person) {
    const made = await stage.visit(screens.phone);
    await made.context.addCookies(person?.cookies ?? []);
    return made;
  }

  it('has its own name, colour and legal pages on every page', async () => {
    const { context, page, complaints } = await visitor();
    await page.goto('/');
    expect(await page.title()).toBe('Blue Note: tickets for what’s on');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Imprint' }).click();
    await page.getByRole('heading', { name: 'Blue Note e. V.' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('<script>alert(1)</script>');
    await expectAccessible(page);
    const terms = page.getByRole('link', { name: 'Terms' });
    expect(await terms.getAttribute('href')).toBe('https://example.org/terms');
    expect(await page.getByRole('link', { name: 'Privacy' }).count()).toBe(0);
    expect((await get('/legal/privacy')).status).toBe(404);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('serves what search engines and home screens request', async () => {
    const { event } = await stage.organiser.putOnSale();
    const robots = await get('/robots.txt');
    expect(robots.headers.get('content-type')).toContain('text/plain');
    expect(robots.text).toContain(`Sitemap: ${stage.url}/sitemap.xml`);
    const sitemap = await get('/sitemap.xml');
    expect(sitemap.headers.get('content-type')).toContain('application/xml');
    expect(sitemap.text).toContain(`<loc>${stage.url}/events/${event.id}</loc>`);
    const manifest = await get('/manifest.webmanifest');
    expect(JSON.parse(manifest.text)).toMatchObject({ name: 'Blue Note' });
    for (const { src } of JSON.parse(manifest.text).icons)
      expect((await get(src)).status).toBe(200);
    for (const path of ['/favicon.ico', '/apple-touch-icon.png']) {
      expect((await get(path)).status).toBe(200);
    }
  });

  it('shows an organiser’s links, lists and emphasis, and no markup where none is shown', async () => {
    const description = '**Doors 19:00**\n\n- Bar\n- Food\n\nhttps://example.org/menu';
    const event = await stage.organiser.createEvent({ description });
    await stage.organiser.addTicketType(event.id);
    await stage.organiser.call('POST', `/api/events/${event.id}/publish`);
    const { text } = await get(`/events/${event.id}`);
    expect(text).toContain('<strong>Doors 19:00</strong>');
    expect(text).toContain('<a href="https://example.org/menu" rel="nofollow ugc noopener">');
    expect(/<meta name="description" content="([^"]*)"/.exec(text)?.[1]).toContain(
      'Doors 19:00 Bar Food',
    );
  });

  it('shows a ticket’s code first on a phone, whatever the event is called', async () => {
    const buyer = await Person.signUp(stage.url, 'Donaudampfschifffahrtsgesellschaftskapitaen');
    const { event, ticketType } = await stage.organiser.putOnSale();
    const title = `Donau${'dampfschiff'.repeat(8)}`;
    await stage.organiser.editEvent(event.id, { title });
    const { tickets } = await buyer.buy(ticketType, 2);
    // The service of tickets learns of the title a moment later.
    await eventually(async () => {
      const ticket = await buyer.call<Ticket>('GET', `/api/tickets/${tickets[0]?.id}`);
      expect(ticket.event.title).toBe(title);
    });
    const { context, page, complaints } = await visitor(buyer);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`/tickets/${tickets[0]?.id}`);
    const code = page.getByRole('img', { name: 'Ticket code' });
    await code.waitFor();
    const box = await code.boundingBox();
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThan(640);
    await expect.poll(() => page.title()).toBe(`${title}: your ticket · Blue Note`);
    await expectAccessible(page);
    // Scanners at the door read dark on white.
    await page.emulateMedia({ colorScheme: 'dark' });
    const background = `getComputedStyle(document.querySelector('[aria-label^="Ticket code"]')).backgroundColor`;
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)');
    await expectAccessible(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('lists tonight’s ticket first, and cancelled ones on a page of their own', async () => {
    const buyer = await Person.signUp(stage.url, 'Lina List');
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    for (const [title, hours] of [
      ['In a month', 720],
      ['Tonight', 5],
      ['Cancelled', 3],
    ] as const) {
      const times = { startsAt: inHours(hours), endsAt: inHours(hours + 2) };
      const { event, ticketType } = await stage.organiser.putOnSale({}, { title, ...times });
      await buyer.buy(ticketType);
      if (title !== 'Cancelled') continue;
      await stage.organiser.call('POST', `/api/events/${event.id}/cancel`, { reason: 'Storm' });
    }
    const { context, page } = await visitor(buyer);
    const shown = async (path: string) => {
      await page.goto(path);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      return page.getByRole('heading', { level: 2 }).allInnerTexts();
    };
    // The services learn of the cancellation a moment later.
    await expect.poll(() => shown('/tickets')).toEqual(['Tonight', 'In a month']);
    expect(await shown('/tickets?when=past')).toEqual(['Cancelled']);
    await context.close();
  });

  it('shows tickets without the network as they were last seen, until their owner signs out', async () => {
    const buyer = await Person.signUp(stage.url, 'Buyer');
    const { ticketType } = await stage.organiser.putOnSale();
    const { tickets } = await buyer.buy(ticketType);
    const { context, page } = await visitor(buyer);
    await page.goto('/tickets');
    await page.getByRole('heading', { name: 'Concert' }).waitFor();
    const kept = `caches.open('onsale.tickets.1').then((cache) => cache.keys()).then((keys) =>
      keys.some(({ url }) => url.endsWith('/api/tickets/${tickets[0]?.id}')))`;
    await expect.poll(() => page.evaluate(kept)).toBe(true);
    const pages = `caches.open('onsale.pages.1').then((cache) => cache.match('/tickets/one')).then(Boolean)`;
    await expect.poll(() => page.evaluate(pages)).toBe(true);

    await page.reload(); // from here on through the worker
    await page.getByRole('heading', { name: 'Concert' }).waitFor();
    await context.setOffline(true);
    await page.goto(`/tickets/${tickets[0]?.id}`);
    await page.getByText('You’re offline.').waitFor();
    const code = page.getByRole('img', { name: 'Ticket code' });
    await code.waitFor();
    await page.goto('/tickets');
    await page.getByRole('heading', { name: 'Concert' }).waitFor();

    await context.setOffline(false);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('/');
    await expect.poll(() => page.evaluate("caches.has('onsale.tickets.1')")).toBe(false);
    await context.close();
  });
});
