import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, screens } from './browser.js';

/** Digits of other scripts, which would stand in the middle of English text. */
const otherDigits = /(?![0-9])\p{Nd}/u;
/** The Buddhist and the Persian year of the events here, and the Islamic one. */
const otherYears = /\b(2569|257\d|140\d|141\d|144\d|145\d)\b/;

const ids = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

describeInBrowser('a browser of another country', (stage) => {
  it.each(['ar-EG', 'fa-IR', 'th-TH', 'hi-IN-u-nu-deva', 'he-IL', 'de-CH'])(
    'of %s shows every page in English, with Latin digits and the years of the site',
    async (locale) => {
      const person = stage.organiser;
      const { event, ticketType } = await person.putOnSale({
        price: { amount: 1250, currency: 'EUR' },
      });
      const { order, tickets } = await person.buy(ticketType);
      const held = await person.order(ticketType);
      const { context, page, complaints } = await stage.visit(screens.phone, { locale });
      const manage = `/organiser/events/${event.id}`;
      const paths = [
        ...['/', '/orders', '/tickets', '/account', `/events/${event.id}`],
        ...[`/checkout/${held.id}`, `/orders/${order.id}`, `/tickets/${tickets[0]?.id}`],
        ...[`/events/${event.id}?plain=1`, `/orders/${order.id}?plain=1`],
        ...['/organiser', '/organiser/events/new', manage],
        ...['tickets', 'orders', 'attendees', 'staff', 'edit', 'door', 'sheet'].map(
          (name) => `${manage}/${name}`,
        ),
      ];
      const look = async (path: string) => {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const seen = await page.evaluate<{ text: string; lang: string; direction: string }>(`({
          text: document.body.innerText,
          lang: document.documentElement.lang,
          direction: getComputedStyle(document.body).direction,
        })`);
        expect([seen.lang, seen.direction], path).toEqual(['en-GB', 'ltr']);
        expect(seen.text, path).not.toMatch(otherDigits);
        expect(seen.text.replaceAll(ids, ''), path).not.toMatch(otherYears);
      };
      await look('/signin'); // it sends a signed-in person on
      await context.addCookies(person.cookies);
      for (const path of paths) await look(path);
      await person.call('DELETE', `/api/orders/${held.id}`);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('gets the same bytes of a kept page as every other browser', async () => {
    const { event } = await stage.organiser.putOnSale();
    for (const path of ['/', `/events/${event.id}`, '/signin']) {
      const texts = ['ar-EG,ar;q=0.9', 'fa', 'th-TH-u-ca-buddhist', 'de-CH', '*', 'xx-$$'].map(
        async (language) =>
          (await fetch(stage.url + path, { headers: { 'accept-language': language } })).text(),
      );
      expect(new Set(await Promise.all(texts)).size).toBe(1);
    }
  });

  it('shows a time, a number and our words beside Hebrew and Arabic names in their order', async () => {
    const { event, ticketType } = await stage.organiser.putOnSale(
      { name: 'כניסה 7' },
      { title: 'ערב 5', venueName: 'مسرح 9' },
    );
    const buyer = await Person.signUp(stage.url, 'נועה Buyer');
    const { order, tickets } = await buyer.buy(ticketType);
    const { context, page } = await stage.visit(screens.phone);
    await context.addCookies(buyer.cookies);
    const isolated = (text: string) => `\u2068${text}\u2069`;
    const text = (path: string) => page.goto(path).then(() => page.locator('main'));
    await (await text('/tickets'))
      .getByText(`, ${isolated('مسرح 9')}`)
      .first()
      .waitFor();
    await (await text('/tickets')).getByText(isolated('כניסה 7')).first().waitFor();
    await (await text('/orders'))
      .getByText(`1 × ${isolated('כניסה 7')}`)
      .first()
      .waitFor();
    await (await text(`/orders/${order.id}`)).locator('bdi', { hasText: 'כניסה 7' }).waitFor();
    for (const [path, title] of [
      [`/events/${event.id}`, `${isolated('ערב 5')} · Onsale`],
      [`/tickets/${tickets[0]?.id}`, `${isolated('ערב 5')}: your ticket · Onsale`],
    ] as const) {
      await page.goto(path);
      await expect.poll(() => page.title()).toMatch(title);
    }
    await context.close();
  });
});
