import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser } from './browser.js';

const narrow = { width: 320, height: 640 };
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter'.slice(0, 60);
const rightToLeft = 'אבגדהוזחטיכלמנסעפצקרשת'.repeat(3).slice(0, 60);

/** Patterns of the addresses of all organiser and door pages, from the files of the pages. */
const organiserPages = readdirSync(
  fileURLToPath(new URL('../../../web/src/app/organiser', import.meta.url)),
  { recursive: true, encoding: 'utf8' },
)
  .filter((file) => file.endsWith('page.tsx'))
  .map((file) => `/organiser/${file.replaceAll('\\', '/')}`.replace(/\/page\.tsx$/, ''))
  .map((path) => new RegExp(`^${path.replaceAll(/\[\w+\]/g, '[^/]+')}$`));

/** The pixels by which the page is wider than the screen, and what no finger hits: below 44 px. */
const faults = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const wide = scrollWidth > clientWidth ? ['is ' + scrollWidth + ' px wide'] : [];
  const words = (element) => element.textContent.trim();
  // A link within a sentence is as high as its line, and the link for keyboards is hidden.
  const stands = (link) =>
    !link.matches('[href="#content"]') &&
    (getComputedStyle(link).display !== 'inline' || words(link) === words(link.parentElement));
  // Some react around their text too.
  const heightOf = (link) => {
    const around = getComputedStyle(link, '::after');
    const { height } = link.getBoundingClientRect();
    return Math.max(height, around.position === 'absolute' ? parseFloat(around.height) : 0);
  };
  const shows = ({ width, height }) => width > 1 && height > 1;
  const low = [...document.querySelectorAll('a, summary, button, select, input:not([type=hidden], [type=checkbox], [type=radio])')].filter((link) =>
    shows(link.getBoundingClientRect()) && heightOf(link) < 43.5 && !link.closest('[inert]') && stands(link));
  return [...wide, ...low.map((link) => (words(link) || link.name).slice(0, 30) + ' is ' + heightOf(link) + ' px high')];
})()`;

describeInBrowser('on a screen of 320 pixels', (stage) => {
  it.each([
    ['long words', long],
    ['long words that run from right to left', rightToLeft],
  ])(
    'no page scrolls sideways for %s, every link is high enough for a finger, and organisers read that it is a test',
    async (_, word) => {
      const person = await Person.signUp(stage.url, word);
      const tomorrowMs = Date.now() + 86_400_000;
      const { id } = await person.createEvent({
        // Earlier than the events of other specs, so that it is on the first page.
        startsAt: new Date(tomorrowMs).toISOString(),
        endsAt: new Date(tomorrowMs + 3_600_000).toISOString(),
        title: word,
        venueName: word,
        venueAddress: word,
        description: `${word}\n\n## ${word}\n\n- ${word}\n\nhttps://example.org/${'a'.repeat(60)}`,
      });
      const types: TicketType[] = [];
      for (const name of [word, `2 ${word}`]) {
        types.push(await person.addTicketType(id, { name, description: word }));
      }
      const [type, other] = types as [TicketType, TicketType];
      await person.call('POST', `/api/events/${id}/publish`);
      await person.untilOnSale(id, types.length);
      const held = await person.order(type);
      const { order, tickets } = await person.buy(other, 2);
      const staff = await Person.signUp(stage.url, word);
      await person.addStaff(id, staff);
      const { url } = await person.invite(id, word.slice(0, 100));

      const { page, context, complaints } = await stage.visit(narrow);
      const [found, visited]: [string[], string[]] = [[], []];
      const visit = async (path: string, text = word) => {
        await page.goto(path);
        await shows(page, text);
        if (path.startsWith('/organiser')) await shows(page, 'takes no real money');
        visited.push(path.split('?')[0] ?? '');
        for (const fault of (await page.evaluate(faults)) as string[])
          found.push(`${path} ${fault}`);
      };
      await visit('/signin', 'Sign in');
      await visit('/signup', 'Create an account');
      await context.addCookies(person.cookies);
      const own = `/organiser/events/${id}`;
      for (const path of [
        '/',
        `/events/${id}`,
        `/events/${id}?plain=1`,
        `/checkout/${held.id}`,
        `/orders/${order.id}`,
        '/orders',
        '/tickets',
        `/tickets/${tickets[0]?.id}`,
        '/account',
        '/organiser',
        own,
        `${own}/edit`,
        `${own}/tickets`,
        `${own}/tickets?edit=${type.id}`,
        `${own}/orders`,
        `${own}/orders/${order.id}`,
        `${own}/attendees`,
        `${own}/staff`,
        `${own}/sheet`,
        new URL(url).pathname,
        `${own}/cancel`,
        `${own}/door`,
      ]) {
        await visit(path);
      }
      await visit('/organiser/events/new', 'New event');
      await context.clearCookies();
      await context.addCookies(staff.cookies);
      await visit(`${own}/leave`);
      const missed = organiserPages.filter((page) => !visited.some((path) => page.test(path)));
      expect(missed, 'pages that are not visited here').toEqual([]);
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});

/** Waits until the main part of the page shows this text to a reader. */
const shows = (page: Page, text: string) =>
  page.locator('main').getByText(text).filter({ visible: true }).first().waitFor();
