import type { Histogram } from '@onsale/load';
import { countOrders, findViolations } from './invariants.js';
import { costFigures, startMeter } from './meter.js';
import type { Figures, Outcome } from './part.js';
import { Crowd, type Pace, rush, Tally } from './rush.js';
import type { Sale } from './sale.js';
import { onServers, type Setting, type Stage } from './stage.js';
import { warmUp } from './warm-up.js';

/** Callers at once when everyone asks again as soon as they have their answer. */
export const workers = 400;
/** Before a rush at a fixed rate. */
const warmUpWorkers = 100;

export interface HoldSetting extends Setting {
  readonly sales: readonly Sale[];
  readonly pace: Pace;
  /** The number that is measured: holds, or refusals. */
  count(tally: Tally): number;
  /** Whether to check the books; true by default. */
  readonly hasBooks?: boolean;
  /** Sessions do not count here, so buyers may come twice. */
  readonly isEndless?: boolean;
  /** Whether the warm-up has reached the state to be measured; until then it continues. */
  readonly isReady?: (tally: Tally) => boolean;
  /** Checks only the books of the hot event. */
  readonly eventOnly?: boolean;
}

/** Warms a server up, sends it a rush, waits until it is done, and checks its books. */
export async function measureHolds(stage: Stage, setting: HoldSetting): Promise<Outcome> {
  const { buyers, random, sizes, signal, cluster } = stage;
  const { sales, pace, hasBooks = true, isReady = () => true } = setting;
  const eventIds = sales.map((sale) => sale.eventId);
  return onServers(stage, setting, async (running) => {
    const { clients, urls } = running;
    const orders = async () =>
      hasBooks ? countOrders(cluster, urls.orders as string, eventIds) : 0;
    const crowd = new Crowd(buyers.cookies, sales, random, setting.isEndless);
    const before = await orders();
    await cluster.checkpoint();
    const meter = await startMeter(cluster, running);
    const all = new Tally();
    await warmUp(sizes, async (ms) => {
      const paceOfWarmUp = { workers: 'workers' in pace ? pace.workers : warmUpWorkers, ms };
      all.add((await rush(clients, crowd, paceOfWarmUp, signal)).tally);
      const answered = all.held + all.refused;
      return { answered, isReady: isReady(all) || crowd.left < 1 };
    });
    if (hasBooks) await running.settle();
    const { tally, seconds, generatorMs } = await rush(clients, crowd, pace, signal);
    const settleSeconds = hasBooks ? await running.settle() : undefined;
    const cost = await meter.end();
    all.add(tally);

    const { busy, lost, unexpected } = tally;
    const figures: Figures = {
      perSecond: setting.count(tally) / seconds,
      seconds,
      ...{ held: tally.held, refused: tally.refused, busy, lost, unexpected: unexpected.length },
      ...latencyFigures(tally.latency),
      settleSeconds,
      generatorBusy: generatorMs / 1000 / seconds,
      ...costFigures(cost, all.held + all.refused),
    };
    if (!hasBooks) return { figures, violations: all.unexpected };
    const added = (await orders()) - before;
    const only = setting.eventOnly ? { eventId: eventIds[0] as string } : {};
    return { figures, violations: await findViolations(urls, all, added, { ...only, signal }) };
  });
}

export const latencyFigures = (latency: Histogram): Figures => ({
  p50Ms: latency.percentile(50),
  p95Ms: latency.percentile(95),
  p99Ms: latency.percentile(99),
  p999Ms: latency.percentile(99.9),
  maxMs: latency.max,
});
