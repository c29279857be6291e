import type { Ask } from '@onsale/load';
import { newId } from '@onsale/runtime';
import { workers } from '../measure-holds.js';
import { measureRequests } from '../measure-requests.js';
import type { Part } from '../part.js';
import { inTurn } from '../request-rush.js';
import { browserHeaders, type Site } from '../site.js';
import type { Stage } from '../stage.js';

/** More would only wait in line for a renderer. */
const renderWorkers = 64;
const warmRenders = 400;
/** Each person has an id of their own in the address of a shell. */
const people = 3_000;

export const view = (path: string): Ask => ({ method: 'GET', path, headers: browserHeaders });
export const eventPath = (eventId: string) => `/events/${eventId}`;

/** The shells of checkout, order and ticket for each of `people`. */
export const shellViews = (): Ask[] =>
  Array.from({ length: people }, () => newId()).flatMap((id) =>
    ['checkout', 'orders', 'tickets'].map((kind) => view(`/${kind}/${id}`)),
  );

const pagePart = (
  name: string,
  title: string,
  setting: (site: Site) => Parameters<typeof measureRequests>[1],
): Part => ({
  ...{ name, title, unit: 'pages/s' },
  prepare: async (stage: Stage) => void (await stage.site()),
  measure: async (stage: Stage) => measureRequests(stage, setting(await stage.site())),
});

/** The page of the hot event, through the front. */
export const eventPage = pagePart('event-page', 'Event page, through the front', (site) => ({
  ...{ role: 'site', set: site.set, workers },
  asks: inTurn([view(eventPath(site.hot.eventId))]),
}));

/** What Node's HTTP server could do with that page. */
export const eventBytes = pagePart('event-bytes', 'The same bytes from bare node:http', (site) => ({
  ...{ role: 'same-bytes', answer: site.eventPage, workers },
  asks: inTurn([view('/')]),
}));

export const homePage: Part = {
  ...pagePart('home-page', 'Home page, through the front', (site) => ({
    ...{ role: 'site', set: site.set, workers },
    asks: inTurn([view('/')]),
  })),
  like: 'event-page',
};

export const homeBytes: Part = {
  ...pagePart('home-bytes', 'Its bytes from bare node:http', (site) => ({
    ...{ role: 'same-bytes', answer: site.homePage, workers },
    asks: inTurn([view('/')]),
  })),
  like: 'event-bytes',
};

/** Checkout, order and ticket, each for another person. */
export const shells: Part = {
  ...pagePart('shells', 'Shells: checkout, order, ticket', (site) => ({
    ...{ role: 'site', set: site.set, workers },
    asks: inTurn(shellViews()),
  })),
  like: 'event-page',
};

/** Each request is for an event without earlier requests, so a renderer has to render it. */
export const cold = pagePart('cold', 'Event pages, each rendered', (site) => {
  const waiting = [...site.others];
  return {
    ...{ role: 'site', set: site.set, workers: renderWorkers, isRendered: true },
    warmAfter: warmRenders,
    asks: {
      get left() {
        return waiting.length;
      },
      next: () => view(eventPath(waiting.pop() as string)),
    },
  };
});
