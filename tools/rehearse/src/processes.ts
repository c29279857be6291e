import { availableParallelism } from 'node:os';
import { type ProcessUse, readMachineTimes, readProcesses } from '@onsale/load';
import { Pause } from '@onsale/runtime';

/** The users of the processor. `main`: the process with services and front of an embedded install. */
export const parts = ['generator', 'main', 'renderers', 'postgres', 'others'] as const;
export type Part = (typeof parts)[number];

/** Processor use in a stretch of time, in cores: 1 is one full core. */
export interface Use {
  /** From the opening, in ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The processes of an install on this machine, if they can be distinguished. */
  readonly cores: Readonly<Partial<Record<Part, number>>>;
  /** The busiest renderer. */
  readonly busiestRenderer?: number;
  readonly idle: number;
}

export interface Meter {
  /** In stretches of about a second. */
  readonly uses: readonly Use[];
  readonly cores: number;
  /** The number of renderers. */
  readonly renderers: number;
  stop(): Promise<void>;
}

const everyMs = 1_000;
const mostUses = 20_000;

/** Which processes of this machine are the install; undefined: it is elsewhere. */
export interface InstallProcesses {
  readonly main: number;
  readonly postgres: number;
}

/**
 * Samples once a second which processes use the processor.
 * @param find is called before each sample: a restarted process has another pid
 */
export function measureProcesses(
  find: () => Promise<InstallProcesses | undefined>,
  openedMs: number,
): Meter {
  const uses: Use[] = [];
  let renderers = 0;
  let stopped = false;
  const pause = new Pause();

  async function look() {
    const [install, processes] = await Promise.all([find(), readProcesses()]);
    return { atMs: performance.now() - openedMs, machine: readMachineTimes(), install, processes };
  }
  type Look = Awaited<ReturnType<typeof look>>;

  function compare(before: Look, now: Look): Use {
    const ms = now.atMs - before.atMs;
    const earlier = new Map(before.processes.map((one) => [one.pid, one.cpuMs]));
    const used = ({ pid, cpuMs }: ProcessUse) => (cpuMs - (earlier.get(pid) ?? 0)) / ms;
    const sum = (some: readonly ProcessUse[]) => some.reduce((all, one) => all + used(one), 0);
    const of = (is: (one: ProcessUse) => boolean) => now.processes.filter(is);
    const cores: Partial<Record<Part, number>> = {
      generator: sum(of(({ pid }) => pid === process.pid)),
    };
    const { install } = now;
    let busiestRenderer: number | undefined;
    if (install) {
      const { main, postgres } = install;
      const rendering = of(({ pid, parent }) => parent === main && pid !== postgres);
      renderers = Math.max(renderers, rendering.length);
      cores.main = sum(of(({ pid }) => pid === main));
      cores.renderers = sum(rendering);
      cores.postgres = sum(of(({ pid, parent }) => pid === postgres || parent === postgres));
      busiestRenderer = Math.max(0, ...rendering.map(used));
    }
    const busy = (now.machine.busyMs - before.machine.busyMs) / ms;
    const total = (now.machine.totalMs - before.machine.totalMs) / ms;
    const known = Object.values(cores).reduce((all, one) => all + one, 0);
    return {
      ...{ fromMs: before.atMs, toMs: now.atMs },
      cores: { ...cores, others: Math.max(0, busy - known) },
      ...(busiestRenderer === undefined ? {} : { busiestRenderer }),
      idle: Math.max(0, total - busy),
    };
  }

  async function watch(): Promise<void> {
    for (let before = await look(); !stopped; ) {
      await pause.wait(everyMs);
      if (stopped) return;
      const now = await look();
      if (uses.length < mostUses) uses.push(compare(before, now));
      before = now;
    }
  }

  const done = watch();
  return {
    uses,
    cores: availableParallelism(),
    get renderers() {
      return renderers;
    },
    async stop() {
      stopped = true;
      pause.wake();
      await done;
    },
  };
}
