import { type Client, createClient } from '@onsale/load';
import { BenchError } from '../failure.js';
import { countOrders, findViolations } from '../invariants.js';
import { latencyFigures } from '../measure-holds.js';
import { costFigures, startMeter } from '../meter.js';
import type { Figures, Outcome, Part } from '../part.js';
import { Answers, inTurn, requestRush } from '../request-rush.js';
import { Crowd, rush, Tally } from '../rush.js';
import { onServers, type Stage } from '../stage.js';
import { warmUp } from '../warm-up.js';
import { eventPath, view } from './pages.js';

/** Open loop: arrivals do not wait for earlier answers. */
const connections = 2_000;
const pageConnections = 500;
const timeoutMs = 30_000;
const warmUpWorkers = 100;

/** Holds at half of what all services in one process can do, while people look at the event. */
export const holdsPages: Part = {
  name: 'holds-pages',
  title: 'Holds at 50 %, event pages beside',
  unit: 'holds/s',
  needs: ['holds-product'],
  prepare: async (stage) => void (await stage.site()),
  measure(stage) {
    const maximum = stage.found('holds-product', 'perSecond');
    if (maximum === undefined) throw new BenchError('The maximum of holds was not measured.');
    return measureBoth(stage, maximum / 2);
  },
};

async function measureBoth(stage: Stage, perSecond: number): Promise<Outcome> {
  const { buyers, sizes, signal, cluster, random } = stage;
  const { set, hot } = await stage.site();
  return onServers(stage, { role: 'site', set, connections }, async (running) => {
    const { clients, urls, servers } = running;
    const url = servers[0]?.url as string;
    const visitors: Client = createClient({ url, connections: pageConnections, timeoutMs });
    try {
      const crowd = new Crowd(buyers.cookies, [hot], random);
      const asks = inTurn([view(eventPath(hot.eventId))]);
      await cluster.checkpoint();
      const meter = await startMeter(cluster, running);
      const all = new Tally();
      const pages = new Answers();
      const look = (ms: number, answers: Answers) =>
        requestRush(visitors, asks, { perSecond: sizes.pagesBeside, ms }, signal, answers);
      await warmUp(sizes, async (ms) => {
        const pace = { workers: warmUpWorkers, ms };
        const [{ tally }] = await Promise.all([
          rush(clients, crowd, pace, signal),
          look(ms, pages),
        ]);
        all.add(tally);
        return { answered: all.held, isReady: true };
      });
      await running.settle();
      const seen = new Answers();
      const ms = sizes.measureMs;
      const [{ tally, seconds, generatorMs }, looked] = await Promise.all([
        rush(clients, crowd, { perSecond, ms }, signal),
        look(ms, seen),
      ]);
      const settleSeconds = await running.settle();
      const cost = await meter.end();
      all.add(tally);
      const { busy, lost, held, unexpected } = tally;
      const figures: Figures = {
        perSecond: held / seconds,
        seconds,
        ...{ held, busy, lost, unexpected: unexpected.length },
        ...latencyFigures(tally.latency),
        pagesPerSecond: seen.good / looked.seconds,
        pagesP50Ms: seen.latency.percentile(50),
        pagesP99Ms: seen.latency.percentile(99),
        settleSeconds,
        generatorBusy: generatorMs / 1000 / seconds, // of both
        ...costFigures(cost, all.held + all.refused),
      };
      const added = await countOrders(cluster, urls.orders as string, [hot.eventId]);
      const books = await findViolations(urls, all, added, { signal });
      return { figures, violations: [...books, ...pages.violations, ...seen.violations] };
    } finally {
      await visitors.close();
    }
  });
}
