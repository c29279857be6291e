import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventListing } from '@onsale/contracts/catalog/http';
import { openShopper, openSite, type Shopper } from '@onsale/load/browser';
import { eventually } from '@onsale/testing';
import { type BrowserContext, devices, type Page } from 'playwright-core';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowserWith, patienceMs } from './browser.js';
import { expectHeading, payWith } from './flows.js';
import { type Recorded, type Recorder, record } from './recorder.js';
import { expectOrder, looksOf, phasesOf } from './recording.js';

const whole = { isWhole: true };

const soldOut = {
  status: 409,
  code: 'sold_out',
  title: 'Sold out',
  detail: 'Someone got there first.',
};
const goodCard = '4242 4242 4242 4242';
/** Confirmed after five seconds. */
const slowCard = '4000 0000 0000 3220';

/**
 * The rehearsal and the bench send what a browser sends. The test fails when the pages send other
 * requests: then `tools/load/src/browser` has to learn them.
 */
describeInBrowserWith(whole, 'a person of the rehearsal, beside one with Chromium', (stage) => {
  let event: EventListing;
  const recorders: Recorder[] = [];

  beforeAll(async () => {
    const poster = await readFile(new URL('../../demo/lantern.jpg', import.meta.url));
    const { json } = await stage.organiser.send({
      ...{ method: 'POST', path: '/api/images', raw: { type: 'image/jpeg', bytes: poster } },
    });
    event = await stage.organiser.createEvent({ imageUrl: json.imageUrl });
    await stage.organiser.addTicketType(event.id, { name: 'Parterre' });
    await stage.organiser.call('POST', `/api/events/${event.id}/publish`);
    await stage.organiser.untilOnSale(event.id);
  });
  afterEach(async () => {
    for (const recorder of recorders.splice(0)) await recorder.stop();
  });

  async function recorder(unknownHeader = ''): Promise<Recorder> {
    const made = await record(stage.url, unknownHeader);
    recorders.push(made);
    return made;
  }

  /** @param session undefined: signed out */
  async function chromium(url: string, session: string | undefined) {
    const { defaultBrowserType: _, ...phone } = devices['Pixel 7'] as (typeof devices)[string];
    const context: BrowserContext = await stage.browser.newContext({
      ...phone,
      ...{ baseURL: url, locale: 'en-GB' },
      // The worker would request tickets in the background, once per device.
      serviceWorkers: 'block',
    });
    if (session !== undefined) {
      const [name = '', value = ''] = session.split('=');
      const mark = name.replace('session', 'signed_in');
      await context.addCookies([
        { name, value, url, httpOnly: true, sameSite: 'Lax' },
        { name: mark, value: '1', url, sameSite: 'Lax' },
      ]);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    return { page, leave: () => context.close() };
  }

  const shopper = (url: string, session: string | undefined): Shopper =>
    openShopper({
      site: openSite({ url, connections: 6, timeoutMs: patienceMs }),
      ...{ session, random: Math.random },
    });

  const sessionOf = async (name: string): Promise<string> =>
    /onsale_session_\w+=[^;]+/.exec((await Person.signUp(stage.url, name)).cookie ?? '')?.[0] ?? '';

  /** Each of these was requested this number of times, and answered. */
  const asked = (requests: readonly Recorded[], paths: Readonly<Record<string, number>>) =>
    eventually(() => {
      for (const [path, times] of Object.entries(paths)) {
        const found = requests.filter((one) => one.path.includes(path) && one.status > 0);
        expect(found.length, path).toBeGreaterThanOrEqual(times);
      }
    });
  /** A visit to the event's page is over when all of this was requested. */
  const eventPage = (visits: number) => ({
    [`/events/${event.id}`]: visits,
    stream: visits,
    '/api/images/': 1,
    woff2: 1,
  });
  /** The page's own script, and the preloaded one of later pages. */
  const ahead = { '/_onsale/': 2 };

  async function buyWithChromium(
    { url, requests, answerNext }: Recorder,
    card: string,
  ): Promise<void> {
    const { page, leave } = await chromium(url, await sessionOf('Clara Chromium'));
    await page.goto(`/events/${event.id}`);
    await asked(requests, { ...eventPage(1), ...ahead });
    answerNext('POST', '/api/orders', 409, soldOut);
    await pressGet(page);
    await page.getByText('Someone got there first.').first().waitFor();
    await asked(requests, { [`/api/events/${event.id}`]: 2 });
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.waitForURL(/\/checkout\//);
    await payWith(page, card);
    await expectHeading(page, 'You’re in.');
    await asked(requests, { '/api/tickets?': 1 });
    await page.locator('main a[href^="/tickets/"]').first().click();
    await page.waitForURL(/\/tickets\//);
    await page.getByText('If it can’t be scanned').waitFor();
    await page.goto(`/events/${event.id}`);
    await asked(requests, { 'own-tickets': 1, stream: 2 });
    await leave();
  }

  async function pressGet(page: Page): Promise<void> {
    await page.getByLabel('Number of tickets: Parterre').fill('2');
    await page.getByRole('button', { name: 'Get tickets' }).click();
  }

  async function buyAsRehearsed(
    { url, requests, answerNext }: Recorder,
    number: string,
  ): Promise<void> {
    const person = shopper(url, await sessionOf('Rita Rehearsal'));
    await person.comeToEvent(event.id);
    await asked(requests, { ...eventPage(1), ...ahead });
    const lines = [{ ticketTypeId: person.ticketTypes[0]?.id ?? '', quantity: 2 }];
    answerNext('POST', '/api/orders', 409, soldOut);
    expect((await person.hold(lines, crypto.randomUUID())).status).toBe(409);
    await person.settled();
    const order = JSON.parse((await person.hold(lines, crypto.randomUUID())).body);
    await person.goToCheckout(order);
    await person.settled();
    const card = { number, expiry: '12/40', cvc: '123' };
    expect((await person.pay(order.id, card)).status).toBe(202);
    person.goToOrder(order);
    for (let issued = 0; issued === 0; ) {
      await pause(person.pauseBeforeLook());
      issued = (await person.look())?.tickets.length ?? 0;
    }
    await person.settled();
    await person.comeToEvent(event.id);
    await asked(requests, { 'own-tickets': 1, stream: 2 });
    await person.leave();
  }

  it('makes the same requests with the same headers, through a whole purchase', async () => {
    const [theirs, ours] = [await recorder(), await recorder()];
    await Promise.all([buyWithChromium(theirs, goodCard), buyAsRehearsed(ours, goodCard)]);
    // The recorder notices a moment later that a page was left.
    await eventually(() => expect(phasesOf(ours)).toEqual(phasesOf(theirs)));
    for (const { requests } of [theirs, ours]) {
      expectOrder(requests, [/^\/events\//, /^\/_onsale\/public/, /stream$/]);
      const paths = requests.map(({ path }) => path);
      // The stream says who is signed in, and the page brings icon, style and event along.
      expect(paths.filter((path) => /currentuser|icon|\.css/.test(path))).toEqual([]);
      expect(paths.filter((path) => path === `/api/events/${event.id}`)).toHaveLength(1);
      const steps = [/^\/api\/payments$/, /^\/api\/tickets\?/];
      expectOrder(requests, steps);
      for (const step of steps) {
        const first = requests.find(({ path }) => step.test(path));
        expect(first?.headers.get('prefer'), `${step}`).toMatch(/^wait=[25]$/);
      }
    }
  });

  it('looks less and less often when the services do not know how to wait', async () => {
    const [theirs, ours] = [await recorder('prefer'), await recorder('prefer')];
    await Promise.all([buyWithChromium(theirs, slowCard), buyAsRehearsed(ours, slowCard)]);
    // Five seconds of payment: without pauses it were hundreds.
    for (const { requests } of [theirs, ours]) expect(looksOf(requests).length).toBeLessThan(30);
  });

  it('makes the same requests without a session', async () => {
    const [theirs, ours] = [await recorder(), await recorder()];
    const seen = eventPage(1);
    const { page, leave } = await chromium(theirs.url, undefined);
    await page.goto(`/events/${event.id}`);
    await asked(theirs.requests, seen);
    await leave();
    const person = shopper(ours.url, undefined);
    await person.comeToEvent(event.id);
    await asked(ours.requests, seen);
    await person.leave();
    await eventually(() => expect(phasesOf(ours)).toEqual(phasesOf(theirs)));
  });
});
