import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** How busy this process was while it sent: a busy generator measures itself. */
export interface GeneratorLoad {
  /** Share of the time in which its event loop had work, 0 to 1. */
  readonly busy: number;
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
  readonly cpuSeconds: number;
  /** Buyers who started late, because too many others were active. */
  readonly lateBuyers: number;
  /** The most requests that waited for a connection at once. */
  readonly mostWaiting: number;
}

const resolutionMs = 10;

export function measureGenerator(waiting: () => number) {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const utilization = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  let mostWaiting = 0;
  const timer = setInterval(() => {
    mostWaiting = Math.max(mostWaiting, waiting());
  }, resolutionMs);
  return {
    end(lateBuyers: number): GeneratorLoad {
      clearInterval(timer);
      delay.disable();
      const { user, system } = process.cpuUsage(cpu);
      const lagMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
      return {
        busy: performance.eventLoopUtilization(utilization).utilization,
        lagP99Ms: lagMs(delay.percentile(99)),
        lagMaxMs: lagMs(delay.max),
        cpuSeconds: (user + system) / 1e6,
        lateBuyers,
        mostWaiting,
      };
    },
  };
}

/** Whether its figures say more about the generator than about the install. */
export const wasBottleneck = ({ busy, lagP99Ms, lateBuyers }: GeneratorLoad): boolean =>
  busy > 0.85 || lagP99Ms > 100 || lateBuyers > 0;
