import type { Client } from '@onsale/load';
import { latencyFigures } from './measure-holds.js';
import { costFigures, startMeter } from './meter.js';
import type { Outcome } from './part.js';
import { Answers, type Asks, requestRush } from './request-rush.js';
import { onServers, type Setting, type Stage } from './stage.js';
import { warmUp } from './warm-up.js';

export interface RequestSetting extends Omit<Setting, 'connections'> {
  readonly asks: Asks;
  /** The status of every answer; 200 by default. */
  readonly good?: number;
  /** Callers at once. */
  readonly workers: number;
  /** Requests of the warm-up; slow ones need fewer. */
  readonly warmAfter?: number;
  /** Each request makes a renderer render. */
  readonly isRendered?: boolean;
}

/** Warms a server up and sends requests as fast as it answers. */
export async function measureRequests(stage: Stage, setting: RequestSetting): Promise<Outcome> {
  const { sizes, signal, cluster } = stage;
  const { asks, good, workers, warmAfter = sizes.warmUpRequests } = setting;
  const warmUpRequests = Math.min(warmAfter, sizes.warmUpRequests);
  return onServers(stage, { ...setting, connections: workers }, async (running) => {
    const [client, server] = [running.clients[0] as Client, running.servers[0]];
    const meter = await startMeter(cluster, running);
    const all = new Answers();
    const send = (ms: number, answers: Answers) =>
      requestRush(client, asks, { workers, ms }, signal, answers, good);
    await warmUp({ ...sizes, warmUpRequests }, async (ms) => {
      await send(ms, all);
      return { answered: asks.left < 1 ? warmUpRequests : all.good, isReady: true };
    });
    const renderedBefore = (await server?.pages())?.rendered ?? 0;
    const answers = new Answers();
    const { seconds, generatorMs } = await send(sizes.measureMs, answers);
    const rendered = ((await server?.pages())?.rendered ?? 0) - renderedBefore;
    const cost = await meter.end();
    const violations = [...all.violations, ...answers.violations];
    if (setting.isRendered && rendered < answers.good) {
      violations.push(`${answers.good} pages were sent, and ${rendered} rendered for it.`);
    }
    return {
      figures: {
        perSecond: answers.good / seconds,
        seconds,
        rendered,
        ...latencyFigures(answers.latency),
        generatorBusy: generatorMs / 1000 / seconds,
        ...costFigures(cost, all.good + answers.good),
      },
      violations,
    };
  });
}
