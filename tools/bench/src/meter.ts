import { readMachineTimes } from '@onsale/load';
import type { Cluster } from './cluster.js';
import type { Figures } from './part.js';
import type { Running } from './stage.js';

/** The cost of a stretch of work. Times are milliseconds of processor time. */
interface Cost {
  readonly serverMs: number;
  readonly postgresMs: number | undefined;
  readonly walBytes: number;
  readonly fsyncs: number;
  /** Share of all cores that neither the servers, nor PostgreSQL, nor the generator used, but did work. */
  readonly othersShare: number | undefined;
}

export interface Meter {
  /** Ends the servers: PostgreSQL counts what a connection did when the connection ends. */
  end(): Promise<Cost>;
}

/** Counts the processor time of servers and database from now on. */
export async function startMeter(cluster: Cluster, running: Running): Promise<Meter> {
  const before = await cluster.cost();
  const serverBefore = await running.cpuMs();
  const own = process.cpuUsage();
  const machineBefore = readMachineTimes();
  return {
    async end() {
      const machine = readMachineTimes();
      const { user, system } = process.cpuUsage(own);
      const serverMs = (await running.cpuMs()) - serverBefore;
      await running.stop();
      const after = await cluster.cost();
      const postgresMs =
        after.cpuMs === undefined || before.cpuMs === undefined
          ? undefined
          : after.cpuMs - before.cpuMs;
      const busyMs = machine.busyMs - machineBefore.busyMs;
      const oursMs = serverMs + (postgresMs ?? 0) + (user + system) / 1000;
      const totalMs = machine.totalMs - machineBefore.totalMs;
      return {
        serverMs,
        postgresMs,
        walBytes: after.walBytes - before.walBytes,
        fsyncs: after.fsyncs - before.fsyncs,
        othersShare: postgresMs === undefined ? undefined : Math.max(0, busyMs - oursMs) / totalMs,
      };
    },
  };
}

/** The cost of each of `count` things. */
export function costFigures(cost: Cost, count: number): Figures {
  const each = (value: number | undefined) =>
    count === 0 || value === undefined ? undefined : value / count;
  const perThousand = (ms: number | undefined) => each(ms === undefined ? undefined : ms * 1000);
  return {
    serverMsPerThousand: perThousand(cost.serverMs),
    postgresMsPerThousand: perThousand(cost.postgresMs),
    walBytesEach: each(cost.walBytes),
    fsyncsEach: each(cost.fsyncs),
    othersShare: cost.othersShare,
  };
}
