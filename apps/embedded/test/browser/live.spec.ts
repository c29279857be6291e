import { fileURLToPath } from 'node:url';
import { eventually } from '@onsale/testing';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operatorToken } from '../callers.js';
import { describeInBrowserWith, screens } from './browser.js';

const withoutPages = {
  settings: () => ({ ONSALE_WEB: '0', ONSALE_OPERATOR_TOKEN: operatorToken }),
};

const entry = fileURLToPath(new URL('../../../../packages/live/src/index.ts', import.meta.url));

/** The updates that a tab has received. */
interface Heard {
  readonly left: number | undefined;
  readonly live: boolean;
  readonly title: string | undefined;
}

// On an install of its own, because it counts all streams.
describeInBrowserWith(withoutPages, 'tabs of a browser that watch events', (stage) => {
  let script: string;
  let context: BrowserContext;

  beforeAll(async () => {
    const bundled = await build({
      ...{ entryPoints: [entry], bundle: true, write: false, conditions: ['source'] },
      ...{ format: 'iife', globalName: 'live', platform: 'browser', target: 'es2022' },
    });
    script = bundled.outputFiles[0]?.text ?? '';
    ({ context } = await stage.visit(screens.wide));
  });
  afterAll(() => context?.close());

  /** Opens a page of the site that watches an event as the event's own page does. */
  async function watch(eventId: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto('/api/openapi.json');
    const listing = await stage.organiser.call('GET', `/api/events/${eventId}`);
    await page.evaluate(`${script}
      window.heard = { live: false };
      live.watchEvent(${JSON.stringify(eventId)}, {
        listing: ${JSON.stringify(listing)},
        onAvailability: ({ ticketTypes }) => { heard.left = ticketTypes[0].available; },
        onLive: (live) => { heard.live = live; },
        onEventChanged: ({ title }) => { heard.title = title; },
      });`);
    return page;
  }
  const heard = (page: Page) => page.evaluate('heard') as Promise<Heard>;

  async function streams(): Promise<number> {
    const headers = { authorization: `Bearer ${operatorToken}` };
    const metrics = await (await fetch(`${stage.url}/metrics`, { headers })).text();
    return Number(/^onsale_availability_streams\{.*\} (\d+)$/m.exec(metrics)?.[1]);
  }

  it('share one connection and receive changes of the stock and of the event', async () => {
    const { event, ticketType } = await stage.organiser.putOnSale({ capacity: 100 });
    const tabs: Page[] = [];
    for (let count = 0; count < 8; count += 1) tabs.push(await watch(event.id));
    await eventually(async () => {
      for (const tab of tabs) expect(await heard(tab)).toMatchObject({ left: 100, live: true });
    });
    expect(await streams()).toBe(1);
    await stage.organiser.order(ticketType, 2);
    await stage.organiser.editEvent(event.id, { title: 'Moved outdoors' });
    await eventually(async () => {
      for (const tab of tabs) {
        expect(await heard(tab)).toMatchObject({ left: 98, title: 'Moved outdoors' });
      }
    });
    // The tab with the connection closes; the others continue.
    await tabs.shift()?.close();
    await stage.organiser.order(ticketType, 1);
    await eventually(async () => {
      for (const tab of tabs) expect(await heard(tab)).toMatchObject({ left: 97, live: true });
    });
    expect(await streams()).toBe(1);
    for (const tab of tabs) await tab.close();
    await eventually(async () => expect(await streams()).toBe(0));
  });

  it('leave the browser other connections when each tab watches another event', async () => {
    const events: { id: string }[] = [];
    for (let count = 0; count < 8; count += 1) {
      events.push((await stage.organiser.putOnSale({ capacity: 100 })).event);
    }
    const tabs: Page[] = [];
    for (const { id } of events) tabs.push(await watch(id));
    await eventually(async () => {
      for (const tab of tabs) expect(await heard(tab)).toMatchObject({ left: 100 });
    });
    await eventually(async () => expect(await streams()).toBe(3));
    const last = tabs.at(-1);
    const answered = await last?.evaluate('fetch("/api/events").then(({ status }) => status)');
    expect(answered).toBe(200);
    for (const tab of tabs) await tab.close();
  });
});
