import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openFilesLimit } from '@onsale/runtime';
import { type Child, startChild } from '../child-process.js';
import { BenchError } from '../failure.js';
import { countOrders, findViolations } from '../invariants.js';
import { costFigures, startMeter } from '../meter.js';
import type { Figures, Outcome, Part } from '../part.js';
import { Crowd, rush, Tally } from '../rush.js';
import { onServers, type Stage } from '../stage.js';
import type { Change, Delays, ViewersQuestion } from '../viewers/protocol.js';
import { warmUp } from '../warm-up.js';

const program = fileURLToPath(new URL('../../dist/viewers/child.js', import.meta.url));
const connections = 2_000;
const warmUpWorkers = 100;
const measuredTimes = 4;
/** How often to look for the last change, which is still in transit when the holds have ended. */
const lastNewsTries = 10;
const lastNewsMs = 1_500;
/** Everything else that a process has open. */
const otherFiles = 500;

/** The share that a trial tries. */
const triedShare = 50;

export const viewersName = (share: number) => `viewers-${share}`;

/**
 * Thousands watch the event that holds at a fixed rate are for: the times are those from a durable
 * change of the stock to each viewer, and those of the holds are reported beside them.
 * @param share of the maximum of holds, in percent
 */
export const viewers = (share: number): Part => ({
  name: viewersName(share),
  title: `Viewers of live stock, holds at ${share} % of the maximum`,
  unit: 'holds/s',
  needs: ['holds'],
  ...(share === triedShare ? {} : { like: viewersName(triedShare) }),
  async prepare({ sizes }) {
    assertFilesFor(sizes.viewers);
  },
  measure(stage) {
    const maximum = stage.found('holds', 'perSecond');
    if (maximum === undefined) throw new BenchError('The maximum of holds was not measured.');
    return measureViewers(stage, (maximum * share) / 100);
  },
});

function assertFilesFor(count: number): void {
  const limit = openFilesLimit();
  if (limit >= count + otherFiles) return;
  throw new BenchError(
    `${count} viewers need as many connections, and a process may have ${limit} files open here. Raise the limit first (ulimit -Hn ${count + otherFiles}, or LimitNOFILE= of the unit), or choose parts without viewers with --only.`,
  );
}

function measureViewers(stage: Stage, perSecond: number): Promise<Outcome> {
  const { buyers, sales, sizes, signal, cluster, random } = stage;
  const { eventId } = sales.hot;
  return onServers(stage, { role: 'orders', connections }, async (running) => {
    const { clients, urls, servers } = running;
    const [server] = servers;
    if (!server) throw new BenchError('There is no server.');
    const crowd = new Crowd(buyers.cookies, [sales.hot], random);
    await cluster.checkpoint();
    const meter = await startMeter(cluster, running);
    const all = new Tally();
    await warmUp(sizes, async (ms) => {
      all.add((await rush(clients, crowd, { workers: warmUpWorkers, ms }, signal)).tally);
      return { answered: all.held, isReady: true };
    });
    await running.settle();

    const audience: Child<ViewersQuestion> = startChild(program, 'The viewers');
    try {
      const emptyBytes = await server.memoryBytes();
      const path = `/api/events/${eventId}/availability/stream`;
      await audience.ask({ ask: 'open', url: server.url, path, count: sizes.viewers });
      const fullBytes = await server.memoryBytes();
      await server.changes(eventId);
      const [serverMs, audienceMs] = [
        await server.cpuMs(),
        await audience.ask<number>({ ask: 'cpu' }),
      ];
      const pace = { perSecond, ms: sizes.measureMs * measuredTimes };
      const { tally, seconds, generatorMs } = await rush(clients, crowd, pace, signal);
      const settleSeconds = await running.settle();
      const changes = await server.changes(eventId);
      const used = {
        server: (await server.cpuMs()) - serverMs,
        audience: (await audience.ask<number>({ ask: 'cpu' })) - audienceMs,
      };
      const rushBytes = await server.memoryBytes();
      const delays = await delaysOf(audience, changes);
      await audience.end();
      const added = await countOrders(cluster, urls.orders as string, [eventId]);
      const cost = await meter.end();
      all.add(tally);

      const { told, missed, ...times } = delays;
      const figures: Figures = {
        perSecond: tally.held / seconds,
        seconds,
        ...times,
        holdsP50Ms: tally.latency.percentile(50),
        holdsP99Ms: tally.latency.percentile(99),
        changes: changes.length,
        toldPerSecond: told / seconds,
        kilobytesPerViewer: (fullBytes - emptyBytes) / 1024 / sizes.viewers,
        kilobytesPerViewerAfter: (rushBytes - emptyBytes) / 1024 / sizes.viewers,
        serverBusy: used.server / 1000 / seconds,
        viewersBusy: used.audience / 1000 / seconds,
        settleSeconds,
        generatorBusy: generatorMs / 1000 / seconds,
        ...costFigures(cost, all.held + all.refused),
      };
      const violations = await findViolations(urls, all, added, { signal });
      if (missed > 0) violations.push(`${missed} times a viewer missed a change.`);
      return { figures, violations };
    } finally {
      await audience.end();
    }
  });
}

/** What the viewers saw, once all of them have received the last change. */
async function delaysOf(
  audience: Child<ViewersQuestion>,
  changes: readonly Change[],
): Promise<Delays> {
  for (let tries = 1; ; tries += 1) {
    await pause(lastNewsMs);
    const delays = await audience.ask<Delays>({ ask: 'delays', changes });
    if (delays.missed === 0 || tries === lastNewsTries) return delays;
  }
}
