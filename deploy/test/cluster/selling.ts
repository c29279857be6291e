import { hasChromium, launchBrowser, newVisitor, screens } from '@onsale/embedded/test/browser';
import { expectHeading, payWith, signUp, takeTickets } from '@onsale/embedded/test/flows';
import { Person } from '@onsale/embedded/test/install';
import { eventually, runTool } from '@onsale/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { kubeConfig } from './kubectl.js';
import { namespace, siteName } from './names.js';
import { findSite, operatorToken, type Site, type WayIn } from './site.js';

/** The way in learns about new pods a moment after they are ready. */
const servesWithinMs = 60_000;
/** Shorter than the ten seconds after which a stream says everything again. */
const atOnceMs = 5_000;

/** Waits until the way in reaches services and pages. */
export const untilServing = ({ url }: Site): Promise<void> =>
  eventually(
    async () => {
      for (const path of ['/api/events', '/api/users/currentuser', '/']) {
        const { status } = await Person.anonymous(url).send({ method: 'GET', path });
        if (status >= 300) throw new Error(`${path} is answered ${status}`);
      }
    },
    { timeoutMs: servesWithinMs },
  );

/** Someone whom the operator has approved, with `./onsale organisers`. */
export async function approvedOrganiser({ url }: Site): Promise<Person> {
  const organiser = await Person.signUp(url, 'Olga Organiser');
  const { account } = await organiser.call<{ account: { id: string } }>(
    'GET',
    '/api/users/currentuser',
  );
  // The catalogue learns about the account from the bus.
  await eventually(async () => {
    const args = ['approve', account.id, '--kubernetes', namespace];
    const { code, said } = await runTool('organisers', args, kubeConfig()).ended;
    if (code !== 0) throw new Error(`./onsale organisers approve ${account.id}: ${said}`);
  });
  return organiser;
}

/** Each stream of live stock as text that grows, until it is closed. */
async function watchStock(url: string, eventId: string) {
  const leave = new AbortController();
  const path = `${url}/api/events/${eventId}/availability/stream`;
  const response = await fetch(path, { signal: leave.signal });
  const stock = { text: '', close: () => leave.abort() };
  const reading = async () => {
    for await (const piece of response.body ?? []) stock.text += Buffer.from(piece).toString();
  };
  reading().catch(() => undefined); // closed
  return stock;
}

/** What people do, by one way in. `site` is there from the first test on. */
export function describeSelling(wayIn: WayIn, before: () => Promise<void>): void {
  describe(`by ${wayIn}`, () => {
    let site: Site;
    let organiser: Person;
    beforeAll(async () => {
      await before();
      site = await findSite(wayIn);
      await untilServing(site);
      organiser = await approvedOrganiser(site);
    });

    it('someone buys by the API, and is admitted once', async () => {
      const { ticketType, event } = await organiser.putOnSale();
      const buyer = await Person.signUp(site.url, 'Berta Buyer');
      const { tickets } = await buyer.buy(ticketType, 2);
      const code = (tickets[0] as { code?: string }).code;
      const scan = () =>
        organiser.call<{ result: string }>('POST', '/api/check-ins', {
          ...{ code, eventId: event.id, gate: 'A' },
        });
      expect([(await scan()).result, (await scan()).result]).toEqual([
        'admitted',
        'already_admitted',
      ]);
    });

    it('live stock arrives at once, and is not buffered on its way', async () => {
      const { ticketType, event } = await organiser.putOnSale({ capacity: 9 });
      const stock = await watchStock(site.url, event.id);
      try {
        await eventually(() => expect(stock.text).toContain('"available":9'));
        const buyer = await Person.signUp(site.url, 'Berta Buyer');
        await buyer.order(ticketType, 2);
        await eventually(() => expect(stock.text).toContain('"available":7'), {
          timeoutMs: atOnceMs,
        });
      } finally {
        stock.close();
      }
    });

    it('the doctor finds nothing wrong from outside', async () => {
      const args = [site.url, '--address', site.address, '--ca', site.caFile];
      const tool = runTool('doctor', args, { ONSALE_OPERATOR_TOKEN: operatorToken() });
      const { code, out, said } = await tool.ended;
      expect(code, `${out}${said}`).toBe(0);
    });

    describe.runIf(hasChromium)('in a browser', () => {
      it.each([
        ['with JavaScript', true],
        ['without JavaScript', false],
      ])('someone buys %s', async (_how, javaScriptEnabled) => {
        const { event } = await organiser.putOnSale({ name: 'Parterre' });
        const browser = await launchBrowser([
          `--host-resolver-rules=MAP ${siteName} ${site.address}`,
        ]);
        try {
          const { page } = await newVisitor(browser, site.url, screens.phone, {
            javaScriptEnabled,
          });
          await signUp(page, 'Bruno Browser');
          await takeTickets(page, event.id, 'Parterre', 2);
          await payWith(page, '4242 4242 4242 4242');
          await page.waitForURL(/\/orders\//);
          await expectHeading(page, 'You’re in.');
        } finally {
          await browser.close();
        }
      });
    });
  });
}
