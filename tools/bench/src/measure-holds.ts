import { countOrders, findViolations } from './invariants.js';
import type { Figures, Outcome } from './part.js';
import { Crowd, type Pace, rush, Tally, type Visit } from './rush.js';
import type { Sale } from './sale.js';
import { onServers, type Running, type Setting, type Stage } from './stage.js';

/** Callers at once when everybody asks again as soon as they have their answer. */
export const workers = 400;

export interface HoldSetting extends Setting {
  readonly sales: readonly Sale[];
  /** Nobody looks at sessions, so buyers may come twice. */
  readonly isEndless?: boolean;
  /** There are books to be checked. */
  readonly hasBooks: boolean;
  readonly pace: Pace;
  readonly visit?: Visit;
  /** The audit looks at the event of the first sale alone. */
  readonly auditsEvent?: boolean;
  /** What is measured. */
  count(tally: Tally): number;
}

/** Warms a server up, sends it a rush, waits until it is done, and checks its books. */
export async function measureHolds(stage: Stage, setting: HoldSetting): Promise<Outcome> {
  const { buyers, random, sizes, signal, cluster } = stage;
  const { sales, pace, visit, hasBooks } = setting;
  const eventIds = sales.map((sale) => sale.eventId);
  return onServers(stage, setting, async (running) => {
    const ordersUrl = running.urls.orders as string;
    const crowd = new Crowd(buyers.cookies, sales, random, setting.isEndless);
    const before = hasBooks ? await countOrders(cluster, ordersUrl, eventIds) : 0;
    await cluster.checkpoint();
    const meter = await startMeter(stage, running);
    const warmUp = { ...pace, ms: sizes.warmUpMs };
    const warm = await rush(running.clients, crowd, warmUp, signal, visit);
    const measured = await rush(running.clients, crowd, pace, signal, visit);
    const settleSeconds = hasBooks ? await running.settle() : 0;
    const cost = await meter.end();

    const { tally, seconds, generatorMs } = measured;
    const all = new Tally();
    for (const one of [warm.tally, tally]) all.add(one);
    const { latency } = tally;
    const perHold = (value: number | undefined) =>
      all.held === 0 || value === undefined ? undefined : value / all.held;
    const perThousand = (ms: number | undefined) => {
      const each = perHold(ms);
      return each === undefined ? undefined : each * 1000;
    };
    const figures: Figures = {
      perSecond: setting.count(tally) / seconds,
      seconds,
      held: tally.held,
      refused: tally.refused,
      busy: tally.busy,
      lost: tally.lost,
      p50Ms: latency.percentile(50),
      p95Ms: latency.percentile(95),
      p99Ms: latency.percentile(99),
      p999Ms: latency.percentile(99.9),
      maxMs: latency.max,
      settleSeconds,
      generatorBusy: generatorMs / 1000 / seconds,
      serverMsPerThousand: perThousand(cost.serverMs),
      postgresMsPerThousand: perThousand(cost.postgresMs),
      walBytesPerHold: hasBooks ? perHold(cost.walBytes) : undefined,
      fsyncsPerHold: hasBooks ? perHold(cost.fsyncs) : undefined,
    };
    if (!hasBooks) {
      const { unexpected, lost } = all;
      const violations = [
        ...unexpected,
        ...(lost > 0 ? [`${lost} requests without an answer`] : []),
      ];
      return { figures, violations };
    }
    const orders = (await countOrders(cluster, ordersUrl, eventIds)) - before;
    const only = setting.auditsEvent ? { eventId: eventIds[0] as string } : {};
    return {
      figures,
      violations: await findViolations(running.urls, all, orders, { ...only, signal }),
    };
  });
}

/** What servers and database spend from now on, until all is done and the servers have ended. */
async function startMeter({ cluster }: Stage, running: Running) {
  const before = await cluster.cost();
  const cpuBefore = await running.cpuMs();
  return {
    async end() {
      const serverMs = (await running.cpuMs()) - cpuBefore;
      await running.stop(); // PostgreSQL counts what a connection did when it ends
      const after = await cluster.cost();
      return {
        serverMs,
        postgresMs:
          after.cpuMs === undefined || before.cpuMs === undefined
            ? undefined
            : after.cpuMs - before.cpuMs,
        walBytes: after.walBytes - before.walBytes,
        fsyncs: after.fsyncs - before.fsyncs,
      };
    },
  };
}
