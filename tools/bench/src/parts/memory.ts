import type { Client } from '@onsale/load';
import { BenchError } from '../failure.js';
import { latencyFigures, workers } from '../measure-holds.js';
import type { Figures, Outcome, Part } from '../part.js';
import { Answers, type Asks, requestRush } from '../request-rush.js';
import type { Site } from '../site.js';
import { onServers, type Stage } from '../stage.js';
import { eventPath, shellViews, view } from './pages.js';

/** How often memory is looked at, beside the beginning. */
export const memoryPoints = 4;
/** One in this many views is of a page that has to be rendered. */
const viewsPerRender = 50;
const megabyte = 1024 * 1024;

/** A name of the figure after `point` of `memoryPoints` equal stretches. */
export const megabytesAt = (point: number) => `rendererMegabytes${point}`;

/** Pages of all kinds, and the memory of the renderers during them. Once a run. */
export const memory: Part = {
  name: 'memory',
  title: 'Views of all kinds of pages',
  unit: 'views/s',
  rounds: 1,
  prepare: async (stage) => void (await stage.site()),
  measure: async (stage) => measureMemory(stage, await stage.site()),
};

function measureMemory(stage: Stage, site: Site): Promise<Outcome> {
  const { sizes, signal } = stage;
  return onServers(
    stage,
    { role: 'site', set: site.set, connections: workers },
    async (running) => {
      const [client, server] = [running.clients[0] as Client, running.servers[0]];
      if (!server) throw new BenchError('There is no server.');
      const megabytes: Record<string, number | undefined> = {};
      async function look(point: number) {
        const { rendered, rendererBytes } = await (server as NonNullable<typeof server>).pages();
        const most = rendererBytes.length > 0 ? Math.max(...rendererBytes) / megabyte : undefined;
        megabytes[megabytesAt(point)] = most;
        return { rendered, most };
      }
      await look(0);
      const answers = new Answers();
      const views = mixedViews(site);
      const stretch = Math.ceil(sizes.views / memoryPoints);
      const startedMs = performance.now();
      let generatorMs = 0;
      let last: Awaited<ReturnType<typeof look>> | undefined;
      for (let point = 1; point <= memoryPoints; point += 1) {
        const asks = atMost(stretch, views);
        const pace = { workers, ms: Number.POSITIVE_INFINITY };
        generatorMs += (await requestRush(client, asks, pace, signal, answers)).generatorMs;
        last = await look(point);
      }
      const seconds = (performance.now() - startedMs) / 1000;
      const half = megabytes[megabytesAt(memoryPoints / 2)];
      const figures: Figures = {
        perSecond: answers.good / seconds,
        seconds,
        views: answers.good,
        rendered: last?.rendered,
        ...megabytes,
        rendererMegabytes: last?.most,
        growth: half === undefined || last?.most === undefined ? undefined : last.most / half,
        serverMegabytes: (await server.memoryBytes()) / megabyte,
        ...latencyFigures(answers.latency),
        generatorBusy: generatorMs / 1000 / seconds,
      };
      return { figures, violations: answers.violations };
    },
  );
}

/** Kept pages of all kinds in turn, and occasionally one that is rendered per request. */
function mixedViews({ hot, others }: Site): () => ReturnType<typeof view> {
  const [event, home, signIn] = [view(eventPath(hot.eventId)), view('/'), view('/signin')];
  const shells = shellViews();
  const rare = others.map((id) => view(eventPath(id)));
  let count = 0;
  return () => {
    count += 1;
    if (count % viewsPerRender === 0) return pick(rare, count / viewsPerRender);
    const usual = [event, home, signIn, pick(shells, count)];
    return pick(usual, count);
  };
}

const pick = <T>(items: readonly T[], at: number): T => items[at % items.length] as T;

function atMost(count: number, next: Asks['next']): Asks {
  let left = count;
  return {
    get left() {
      return left;
    },
    next() {
      left -= 1;
      return next();
    },
  };
}
