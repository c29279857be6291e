import {
  type EventState,
  eventUpdated,
  type TicketTypeState,
} from '@onsale/contracts/catalog/messages';
import type { Availability } from '@onsale/contracts/orders/http';
import { orders } from '@onsale/orders';
import { newId, newMessage } from '@onsale/runtime';
import {
  eventually,
  onSale,
  type TestServer,
  testAccount,
  testEvent,
  testServer,
  testTicketType,
} from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { watchEvent } from '../src/index.js';
import { openBrowser, type Tab } from './browser.js';

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await testServer(orders);
  url = await server.listen();
});
afterAll(() => server.stop());

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Short, so that tests need not wait. */
const timing = {
  ...{ pollMs: 40, retryMs: 20, longestRetryMs: 100, silentMs: 15_000 },
  ...{ hiddenMs: 20, lookSpreadMs: 10, lookAgainMs: 10 },
};

async function putOnSale(): Promise<{ event: EventState; ticketType: TicketTypeState }> {
  const event = testEvent(server.clock.now());
  const ticketType = testTicketType(event.eventId, { capacity: 50 });
  await server.infra.bus.publish(onSale([event], [ticketType], server.clock.now()));
  await eventually(async () => {
    const path = `/api/events/${event.eventId}/availability`;
    expect((await server.request('GET', path)).json().ticketTypes).toHaveLength(1);
  });
  return { event, ticketType };
}

async function order({ eventId, ticketTypeId }: TicketTypeState): Promise<void> {
  const placed = await server.request('POST', '/api/orders', {
    as: testAccount(),
    headers: { 'idempotency-key': newId() },
    body: { eventId, lines: [{ ticketTypeId, quantity: 1 }] },
  });
  expect(placed.statusCode).toBe(201);
}

type Options = Partial<Parameters<typeof watchEvent>[1]>;

function watch(tab: Tab, eventId: string, options: Options = {}) {
  const seen = { left: undefined as number | undefined, live: false, all: [] as Availability[] };
  const stop = watchEvent(eventId, {
    surroundings: tab.surroundings,
    timing,
    onAvailability(availability) {
      seen.all.push(availability);
      seen.left = availability.ticketTypes[0]?.available;
    },
    onLive: (live) => {
      seen.live = live;
    },
    ...options,
  });
  stops.push(stop);
  return { seen, stop };
}

/** Less than the time between two heartbeats, which would bring the same. */
const soon = { timeoutMs: 9_000 };

describe('an event that is watched', () => {
  it('sends each change to the page', async () => {
    const { event, ticketType } = await putOnSale();
    const { seen } = watch(openBrowser(() => url).newTab(), event.eventId);
    await eventually(() => expect(seen).toMatchObject({ left: 50, live: true }));
    for (const left of [49, 48]) {
      await order(ticketType);
      await eventually(() => expect(seen.left).toBe(left), soon);
    }
  });

  it('first reports who is signed in, in the tab that has the connection', async () => {
    const { event } = await putOnSale();
    const browser = openBrowser(() => url);
    const told: unknown[] = [];
    const options: Options = {
      onAccount: (account) => told.push(account),
      onAvailability: () => told.push('stock'),
    };
    watch(browser.newTab(), event.eventId, options);
    await eventually(() => expect(told).toEqual([null, 'stock']));
    const other: unknown[] = [];
    watch(browser.newTab(), event.eventId, {
      onAccount: (account) => other.push(account),
      onAvailability: () => other.push('stock'),
    });
    await eventually(() => expect(other).toEqual(['stock']));
  });

  it('takes one connection for all tabs that show it, and each tab gets the updates', async () => {
    const { event, ticketType } = await putOnSale();
    const browser = openBrowser(() => url);
    const tabs = Array.from({ length: 5 }, () => watch(browser.newTab(), event.eventId));
    await eventually(() => {
      for (const { seen } of tabs) expect(seen).toMatchObject({ left: 50, live: true });
    });
    await order(ticketType);
    await eventually(() => {
      for (const { seen } of tabs) expect(seen.left).toBe(49);
    });
    expect(browser.streams()).toBe(1);
  });

  it('is followed through the next tab when the tab with the connection closes', async () => {
    const { event, ticketType } = await putOnSale();
    const browser = openBrowser(() => url);
    const [first, second] = [browser.newTab(), browser.newTab()];
    const leader = watch(first, event.eventId);
    await eventually(() => expect(leader.seen.live).toBe(true));
    const { seen } = watch(second, event.eventId);
    await eventually(() => expect(seen).toMatchObject({ left: 50, live: true }));
    expect(second.asked).toEqual([]);
    leader.stop();
    await order(ticketType);
    await eventually(() => expect(seen.left).toBe(49));
    // The update may come before the stream, because the next tab polls first.
    await eventually(() => expect(browser.streams()).toBe(1));
  });

  it('takes no connection in a hidden tab, and gets an update when the tab is seen again', async () => {
    const { event, ticketType } = await putOnSale();
    const browser = openBrowser(() => url);
    const tab = browser.newTab();
    const { seen } = watch(tab, event.eventId);
    await eventually(() => expect(seen.live).toBe(true));
    tab.turn('hidden');
    await eventually(() => expect(browser.streams()).toBe(0));
    await eventually(() => expect(seen.live).toBe(false));
    await order(ticketType);
    tab.turn('seen');
    await eventually(() => expect(seen).toMatchObject({ left: 49, live: true }));
  });

  it('takes no connection in a tab that was opened behind others', async () => {
    const { event } = await putOnSale();
    const browser = openBrowser(() => url);
    const [hidden, shown] = [browser.newTab(), browser.newTab()];
    hidden.turn('hidden');
    watch(hidden, event.eventId);
    const { seen } = watch(shown, event.eventId);
    await eventually(() => expect(seen.live).toBe(true));
    expect(hidden.asked).toEqual([]);
  });

  it('leaves connections of the browser free, however many events are watched', async () => {
    const browser = openBrowser(() => url);
    const events = await Promise.all(Array.from({ length: 6 }, putOnSale));
    const watched = events.map(({ event }) => watch(browser.newTab(), event.eventId));
    await eventually(() => {
      for (const { seen } of watched) expect(seen.left).toBe(50);
      expect(watched.filter(({ seen }) => seen.live)).toHaveLength(3);
    });
    expect(browser.streams()).toBe(3);
    for (const { ticketType } of events) await order(ticketType);
    await eventually(() => {
      for (const { seen } of watched) expect(seen.left).toBe(49);
    });
    watched.find(({ seen }) => seen.live)?.stop();
    await eventually(() => {
      expect(watched.filter(({ seen }) => seen.live)).toHaveLength(3);
    });
  });

  it('has a stream in each visible tab when tabs cannot coordinate', async () => {
    const { event } = await putOnSale();
    const browser = openBrowser(() => url, { agrees: false });
    const [first, second] = [browser.newTab(), browser.newTab()];
    const watched = [watch(first, event.eventId), watch(second, event.eventId)];
    await eventually(() => {
      for (const { seen } of watched) expect(seen).toMatchObject({ left: 50, live: true });
    });
    expect(browser.streams()).toBe(2);
    first.turn('hidden');
    await eventually(() => expect(browser.streams()).toBe(1));
  });

  it('is polled while there are too many streams, and not marked as live', async () => {
    const { event, ticketType } = await putOnSale();
    let refusals = 0;
    const browser = openBrowser(() => url, {
      answer(path) {
        if (!path.endsWith('/stream')) return undefined;
        refusals += 1;
        return new Response('{}', { status: 429, headers: { 'retry-after': '600' } });
      },
    });
    const { seen } = watch(browser.newTab(), event.eventId);
    await eventually(() => expect(seen.left).toBe(50));
    await order(ticketType);
    await eventually(() => expect(seen.left).toBe(49));
    expect(seen.live).toBe(false);
    expect(refusals).toBe(1);
  });

  it('is polled while a proxy answers the stream with a page', async () => {
    const { event, ticketType } = await putOnSale();
    const browser = openBrowser(() => url, {
      answer: (path) =>
        path.endsWith('/stream') ? new Response('<!doctype html>Sign in first') : undefined,
    });
    const { seen } = watch(browser.newTab(), event.eventId, {
      timing: { ...timing, retryMs: 5, longestRetryMs: 60_000 },
    });
    await eventually(() => expect(seen.left).toBe(50));
    await order(ticketType);
    await eventually(() => expect(seen.left).toBe(49));
    expect(seen.live).toBe(false);
  });

  it('is followed again once the server is back', async () => {
    const { event, ticketType } = await putOnSale();
    let isAway = true;
    const browser = openBrowser(() => url, {
      answer: () => (isAway ? new Response('', { status: 502 }) : undefined),
    });
    const { seen } = watch(browser.newTab(), event.eventId);
    await order(ticketType);
    expect(seen.all).toEqual([]);
    isAway = false;
    await eventually(() => expect(seen).toMatchObject({ left: 49, live: true }));
  });
});

describe('an event that has changed', () => {
  const listingOf = (event: EventState, { ticketTypeId, version }: TicketTypeState) => ({
    ...{ id: event.eventId, version: event.version, title: event.title },
    ticketTypes: [{ id: ticketTypeId, version }],
  });

  it('is fetched again until the answer is as new as the update', async () => {
    const { event, ticketType } = await putOnSale();
    const moved = { ...event, version: 2, title: 'Moved' };
    let asked = 0;
    const browser = openBrowser(() => url, {
      answer(path) {
        if (path !== `/api/events/${event.eventId}`) return undefined;
        asked += 1;
        // A copy from before the change answers first.
        return Response.json(listingOf(asked < 3 ? event : moved, ticketType));
      },
    });
    const titles: string[] = [];
    const { seen } = watch(browser.newTab(), event.eventId, {
      listing: listingOf(event, ticketType),
      onEventChanged: ({ title }) => titles.push(title),
    });
    await eventually(() => expect(seen.live).toBe(true));
    expect(asked).toBe(0);
    const time = server.clock.now();
    const subject = event.eventId;
    await server.infra.bus.publish([newMessage(eventUpdated, { subject, time, data: moved })]);
    await eventually(() => expect(titles).toEqual(['Moved']));
    expect(asked).toBe(3);
    await order(ticketType);
    await eventually(() => expect(seen.left).toBe(49));
    expect(asked).toBe(3);
  });

  it('is fetched by a page that was rendered before the change', async () => {
    const { event, ticketType } = await putOnSale();
    const titles: string[] = [];
    const browser = openBrowser(() => url, {
      answer: (path) =>
        path === `/api/events/${event.eventId}`
          ? Response.json(listingOf({ ...event, title: 'Renamed' }, ticketType))
          : undefined,
    });
    watch(browser.newTab(), event.eventId, {
      listing: { ...listingOf(event, ticketType), version: 0 },
      onEventChanged: ({ title }) => titles.push(title),
    });
    await eventually(() => expect(titles).toEqual(['Renamed']));
  });
});
