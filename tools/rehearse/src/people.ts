import { TransportError } from '@onsale/load';
import {
  type Asked,
  openShopper,
  openSite,
  PageFailed,
  type Shopper,
  type Site,
  type SiteOptions,
} from '@onsale/load/browser';
import { openFilesLimit } from '@onsale/runtime';
import { askingMs, type Crowd } from './crowd.js';
import type { Observations } from './observations.js';
import type { Pauses } from './pauses.js';
import type { RushParts } from './rush.js';
import type { Way } from './way.js';

/** Over HTTP/1.1, as Chromium. */
const mostPerBrowser = 6;
/** A stream has one for itself. */
const leastPerBrowser = 2;
/**
 * Connections of all browsers: a machine has about 28,000 ports for one address, and both ends open
 * files.
 */
const mostConnections = 16_000;
const otherFiles = 1_000;

/** Between seeing the page and pressing the button: the shortest pause, and how much longer it may be. */
const pickMs = 400;
const pickSpreadMs = 1_600;
/** Buyers who wait for the opening press within this time of it. */
const reactionMs = 800;
/** The pause before a failed page is requested again. */
const reloadMs = 1_000;

/** Recorded where it is requested, with its meaning. */
const toldElsewhere: readonly Asked[] = ['hold', 'pay'];

/** People with a browser each, with as many connections of its own as this machine can give. */
export async function openPeople(parts: RushParts): Promise<Crowd> {
  const { plan, install, event, cookies, record, pauses } = parts;
  const possible = Math.min(mostConnections, openFilesLimit() - otherFiles);
  const share = Math.floor(possible / plan.buyers);
  const connections = Math.max(leastPerBrowser, Math.min(mostPerBrowser, share));
  const place = {
    ...{ url: install.url, connections, timeoutMs: plan.patienceMs },
    ...(install.ca === undefined ? {} : { ca: install.ca }),
  };
  await lookOnce(openSite(place), event.id);
  const site = openSiteFor(place, record, pauses);
  record.connectionsEach = connections;
  const there = new Set<Way>();
  const leaveAll = () => Promise.all([...there].map((way) => way.leave()));
  const onEnd = () => void leaveAll();
  pauses.signal.addEventListener('abort', onEnd);
  return {
    wayOf(index, { random }) {
      const way = asPerson({
        ...{ site, record, pauses, random, patienceMs: plan.patienceMs },
        ...{ eventId: event.id, session: cookies[index] ?? '', opensMs: record.openedMs },
      });
      const counted: Way = {
        ...way,
        async leave() {
          there.delete(counted);
          await way.leave();
        },
      };
      there.add(counted);
      return counted;
    },
    cookie: (index) => cookies[index] ?? '',
    waiting: () => 0,
    most: Math.floor(possible / connections),
    patienceMs: askingMs,
    async close() {
      pauses.signal.removeEventListener('abort', onEnd);
      await leaveAll();
    },
  };
}

/**
 * Opens the event before the crowd does, as its organiser would: an install that has just started
 * has rendered nothing yet.
 */
async function lookOnce(site: Site, eventId: string): Promise<void> {
  const shopper = openShopper({ site, session: undefined, random: Math.random });
  // A page that fails now may work later: the crowd will show.
  await shopper.comeToEvent(eventId).catch(() => undefined);
  await shopper.leave();
}

/** The site as the crowd sees it; background requests of browsers are recorded. */
function openSiteFor(
  options: Omit<SiteOptions, 'onAnswer'>,
  record: Observations,
  pauses: Pauses,
): Site {
  return openSite({
    ...options,
    onAnswer(asked, answer) {
      if (toldElsewhere.includes(asked) || pauses.ended) return;
      record.sent += 1;
      if (answer instanceof TransportError) return record.answer(asked, 'no answer');
      const { status, ms } = answer;
      const isBusy = status === 503 || status === 429;
      record.answer(asked, status < 400 ? 'seen' : isBusy ? 'busy' : String(status), ms);
      if (status === 500) record.surprise(`${asked}: 500`);
    },
  });
}

interface PersonOptions {
  readonly site: Site;
  readonly eventId: string;
  readonly session: string;
  /** How long they wait for a page, ms. */
  readonly patienceMs: number;
  /** `performance.now()` at which sales open. */
  readonly opensMs: number;
  readonly record: Observations;
  readonly pauses: Pauses;
  readonly random: () => number;
}

/** A buyer with a browser. */
function asPerson(options: PersonOptions): Way {
  const { site, eventId, session, patienceMs, opensMs, record, pauses, random } = options;
  const shopper: Shopper = openShopper({
    ...{ site, session, random },
    onStream(outcome) {
      if (outcome !== 'lost') record.sent += 1;
      record.answer('stream', outcome === 'open' ? 'seen' : outcome);
    },
  });

  /** @returns whether the page came within their patience */
  async function seePage(dueMs: number): Promise<boolean> {
    const givenUpMs = dueMs + patienceMs;
    // A buyer who leaves closes the page, which drops its requests.
    const leaving = setTimeout(() => void shopper.leave(), givenUpMs - performance.now());
    try {
      while (!pauses.ended) {
        try {
          await shopper.comeToEvent(eventId, dueMs);
          record.page(performance.now() - dueMs);
          return true;
        } catch (error) {
          if (!(error instanceof PageFailed)) throw error;
          const pauseMs = (error.retryAfterMs ?? reloadMs) * (1 + 0.5 * random());
          if (performance.now() + pauseMs >= givenUpMs) break;
          await pauses.wait(pauseMs);
        }
      }
    } finally {
      clearTimeout(leaving);
    }
    if (!pauses.ended) record.gaveUpPage(performance.now() - dueMs);
    return false;
  }

  return {
    async arrive(dueMs) {
      record.came += 1;
      if (!(await seePage(dueMs))) return false;
      const readyMs = performance.now() + pickMs + pickSpreadMs * random();
      const pressMs = Math.max(readyMs, opensMs + 50 + reactionMs * random());
      await pauses.wait(pressMs - performance.now());
      return !pauses.ended;
    },
    seesNothingLeft(ticketTypeIds) {
      const stock = shopper.seesStock();
      if (!stock) return false;
      return ticketTypeIds.every((id) => {
        const type = stock.ticketTypes.find((one) => one.ticketTypeId === id);
        return type?.status === 'sold_out' || type?.available === 0;
      });
    },
    hold: shopper.hold,
    goToCheckout: shopper.goToCheckout,
    pay: shopper.pay,
    goToOrder: shopper.goToOrder,
    pauseBeforeLook: shopper.pauseBeforeLook,
    look: () => shopper.look(),
    comeBack: () => seePage(performance.now()),
    leave: shopper.leave,
  };
}
