import { setTimeout as pause } from 'node:timers/promises';
import { Histogram, keepBusy, TransportError } from '@onsale/load';
import {
  type Bought,
  buy,
  NotBought,
  openShopper,
  openSite,
  PageFailed,
} from '@onsale/load/browser';
import { newId } from '@onsale/runtime';
import type { Figures } from './part.js';
import { Tally } from './rush.js';
import type { Stage } from './stage.js';

/** Connections of one browser; Chromium opens as many for one site. */
export const connectionsEach = 6;
const timeoutMs = 30_000;
/** A purchase takes seconds, because a page looks for its tickets now and then. */
const warmUpTimes = 5;
const measuredTimes = 4;
/**
 * The measurement may take this many times as long, until as many have bought as are there at once.
 */
const patience = 4;
const mostPerOrder = 4;
const shownFailures = 3;
export const card = { number: '4242424242424242', expiry: '12/49', cvc: '123' };

export interface BrowserRush {
  /** Purchases, those of the warm-up included. */
  readonly all: number;
  /** What the holds were answered. */
  readonly tally: Tally;
  readonly figures: Figures;
  /** Why the first few bought nothing, a sentence each. */
  readonly failures: readonly string[];
}

/** People with browsers who come for the first time, buy tickets of one event, and leave. */
export async function browserRush(
  { buyers, sizes, signal, random }: Stage,
  url: string,
  eventId: string,
): Promise<BrowserRush> {
  const tally = new Tally();
  const seen = { requests: 0, failed: 0 };
  const site = openSite({
    ...{ url, connections: connectionsEach, timeoutMs },
    onAnswer(asked, answer) {
      seen.requests += 1;
      if (answer instanceof TransportError) {
        seen.failed += 1;
        if (asked === 'hold') tally.lost += 1;
      } else if (asked === 'hold') tally.take(answer);
    },
  });
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const fromMs = startedMs + sizes.warmUpMs * warmUpTimes;
  const windowMs = sizes.measureMs * measuredTimes;
  const bought: Bought[] = [];
  const failures: string[] = [];
  let [next, all] = [0, 0];
  let overMs: number | undefined;

  /** More time where few have bought, so that a slow machine has a figure too. */
  function isOver(): boolean {
    const nowMs = performance.now();
    const isLong = nowMs >= fromMs + windowMs && bought.length >= sizes.browsers;
    const isEnough = isLong || nowMs >= fromMs + windowMs * patience;
    if (isEnough || next >= buyers.cookies.length) overMs ??= nowMs;
    return overMs !== undefined || signal.aborted;
  }
  /** People come one after the other, until all are there. */
  const comeMs = (fromMs - startedMs) / 2 / sizes.browsers;
  async function visit(index: number): Promise<void> {
    if (index < sizes.browsers) await pause(index * comeMs);
    const session = buyers.cookies[next] as string;
    next += 1;
    const shopper = openShopper({ site, session, random });
    try {
      const quantities = [1 + Math.floor(random() * mostPerOrder)];
      const purchase = { eventId, quantities, key: newId(), card };
      const done = await buy(shopper, { ...purchase, pause: (ms) => pause(ms) });
      await shopper.settled();
      all += 1;
      if (performance.now() >= fromMs && overMs === undefined) bought.push(done);
    } catch (error) {
      if (!isFailure(error)) throw error;
      failures.push((error as Error).message);
    } finally {
      await shopper.leave();
    }
  }
  await keepBusy(sizes.browsers, visit, isOver);
  signal.throwIfAborted();
  const seconds = ((overMs ?? performance.now()) - fromMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const wholeSeconds = (performance.now() - startedMs) / 1000;
  const figures: Figures = {
    perSecond: bought.length / seconds,
    seconds,
    ...{ bought: all, failed: failures.length, failedRequests: seen.failed },
    requestsEach: seen.requests / Math.max(1, all),
    ...stepFigures(bought),
    generatorBusy: (user + system) / 1e6 / wholeSeconds,
  };
  const why = failures.slice(0, shownFailures).map((text) => `A browser bought nothing: ${text}`);
  return { all, tally, figures, failures: why };
}

const isFailure = (error: unknown) =>
  error instanceof NotBought || error instanceof PageFailed || error instanceof TransportError;

/** How long a person waits: for the page with its files, the hold, and all of it. */
function stepFigures(bought: readonly Bought[]): Figures {
  const steps = {
    page: new Histogram(),
    hold: new Histogram(),
    tickets: new Histogram(),
    whole: new Histogram(),
  };
  for (const { pageMs, holdMs, payMs, ticketsMs } of bought) {
    steps.page.record(pageMs);
    steps.hold.record(holdMs);
    steps.tickets.record(ticketsMs);
    steps.whole.record(pageMs + holdMs + payMs + ticketsMs);
  }
  return {
    p50Ms: steps.whole.percentile(50),
    p95Ms: steps.whole.percentile(95),
    p99Ms: steps.whole.percentile(99),
    p999Ms: steps.whole.percentile(99.9),
    pageP50Ms: steps.page.percentile(50),
    pageP99Ms: steps.page.percentile(99),
    holdP50Ms: steps.hold.percentile(50),
    holdP99Ms: steps.hold.percentile(99),
    ticketsP50Ms: steps.tickets.percentile(50),
    ticketsP99Ms: steps.tickets.percentile(99),
  };
}
