import { browserRush } from '../browser-rush.js';
import { countOrders, findViolations } from '../invariants.js';
import { costFigures, startMeter } from '../meter.js';
import type { Part } from '../part.js';
import { onServers } from '../stage.js';

/** Whole purchases as a browser makes them, each by a person who comes for the first time. */
export const browsers: Part = {
  name: 'browsers',
  title: 'Full purchases as browsers make them',
  unit: 'purchases/s',
  prepare: async (stage) => void (await stage.site()),
  async measure(stage) {
    const { set, hot } = await stage.site();
    return onServers(stage, { role: 'site', set, connections: 1 }, async (running) => {
      const { cluster, signal } = stage;
      const { urls, servers } = running;
      await cluster.checkpoint();
      const meter = await startMeter(cluster, running);
      const url = servers[0]?.url as string;
      const { all, tally, figures, failures } = await browserRush(stage, url, hot.eventId);
      const settleSeconds = await running.settle();
      const cost = await meter.end();
      const added = await countOrders(cluster, urls.orders as string, [hot.eventId]);
      const violations = await findViolations(urls, tally, added, { signal });
      return {
        figures: { ...figures, settleSeconds, ...costFigures(cost, all) },
        violations: [...violations, ...failures],
      };
    });
  },
};

/** What Node's HTTP server and the load generator could do with those requests. */
export const browserBytes: Part = {
  name: 'browser-bytes',
  title: 'Their requests, answered by bare node:http',
  unit: 'purchases/s',
  prepare: async (stage) => void (await stage.site()),
  async measure(stage) {
    const { purchase } = await stage.site();
    const { eventId, answers } = purchase;
    const setting = { role: 'same-answers', answers, connections: 1 } as const;
    return onServers(stage, setting, async (running) => {
      const meter = await startMeter(stage.cluster, running);
      const url = running.servers[0]?.url as string;
      const { all, figures, failures } = await browserRush(stage, url, eventId);
      const cost = await meter.end();
      return { figures: { ...figures, ...costFigures(cost, all) }, violations: failures };
    });
  },
};
