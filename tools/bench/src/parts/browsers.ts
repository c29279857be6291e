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
import { countOrders, findViolations } from '../invariants.js';
import { costFigures, startMeter } from '../meter.js';
import type { Figures, Outcome, Part } from '../part.js';
import { Tally } from '../rush.js';
import type { Site } from '../site.js';
import { onServers, type Stage } from '../stage.js';

/** Connections of one browser; Chromium opens as many for one site. */
const connectionsEach = 6;
const timeoutMs = 30_000;
/** A purchase takes seconds, because a page looks for its tickets now and then. */
const warmUpTimes = 5;
const measuredTimes = 4;
/**
 * The measurement may take this many times as long, until as many have bought as are there at once.
 */
const patience = 4;
const card = { number: '4242424242424242', expiry: '12/49', cvc: '123' };
const mostPerOrder = 4;
const shownFailures = 3;

/** Whole purchases as a browser makes them, each by a person who comes for the first time. */
export const browsers: Part = {
  name: 'browsers',
  title: 'Full purchases as browsers make them',
  unit: 'purchases/s',
  prepare: async (stage) => void (await stage.site()),
  measure: async (stage) => measureBrowsers(stage, await stage.site()),
};

function measureBrowsers(stage: Stage, { set, hot }: Site): Promise<Outcome> {
  const { buyers, sizes, signal, cluster, random } = stage;
  return onServers(stage, { role: 'site', set, connections: 1 }, async (running) => {
    const { urls, servers } = running;
    const tally = new Tally();
    const seen = { requests: 0, failed: 0 };
    const site = openSite({
      ...{ url: servers[0]?.url as string, connections: connectionsEach, timeoutMs },
      onAnswer(asked, answer) {
        seen.requests += 1;
        if (answer instanceof TransportError) {
          seen.failed += 1;
          if (asked === 'hold') tally.lost += 1;
        } else if (asked === 'hold') tally.take(answer);
      },
    });
    await cluster.checkpoint();
    const meter = await startMeter(cluster, running);
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
        const purchase = { eventId: hot.eventId, quantities, key: newId(), card };
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
    const settleSeconds = await running.settle();
    const cost = await meter.end();
    const figures: Figures = {
      perSecond: bought.length / seconds,
      seconds,
      ...{ bought: all, failed: failures.length, failedRequests: seen.failed },
      requestsEach: seen.requests / Math.max(1, all),
      ...stepFigures(bought),
      settleSeconds,
      generatorBusy: (user + system) / 1e6 / wholeSeconds,
      ...costFigures(cost, all),
    };
    const added = await countOrders(cluster, urls.orders as string, [hot.eventId]);
    const violations = await findViolations(urls, tally, added, { signal });
    const why = failures.slice(0, shownFailures).map((text) => `A browser bought nothing: ${text}`);
    return { figures, violations: [...violations, ...why] };
  });
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
