import { setTimeout as pause } from 'node:timers/promises';
import { clearLeftovers } from './leftovers.js';
import type { PostgresLog } from './log.js';
import { type Postmaster, sendSignal, stopProcess } from './postmaster.js';

const firstDelayMs = 100;
const longestDelayMs = 5_000;
/** After this time a server counts as healthy: the next restart is immediate again. */
const healthyAfterMs = 60_000;

export interface Supervisor {
  readonly pid: number;
  /** Stops the server, also in the middle of a restart. */
  stop(): Promise<void>;
  /** Kills the server (`kill -9`) and does not restart it. */
  kill(): Promise<void>;
}

/**
 * Keeps a server running: restarts it when it dies, first immediately, then after growing pauses of
 * at most five seconds, without giving up (a full disk may be freed).
 */
export function supervise(
  cluster: string,
  first: Postmaster,
  start: (abort: AbortSignal) => Promise<Postmaster>,
  log: PostgresLog,
): Supervisor {
  const stopping = new AbortController();
  let current = first;

  async function restart(failures: number): Promise<{ server: Postmaster; failures: number }> {
    for (let count = failures; ; count += 1) {
      const delayMs = count === 0 ? 0 : Math.min(firstDelayMs * 2 ** count, longestDelayMs);
      await pause(delayMs, undefined, { signal: stopping.signal });
      try {
        await clearLeftovers(cluster, log);
        const server = await start(stopping.signal);
        log(`PostgreSQL runs again (pid ${server.pid})`, true);
        return { server, failures: count + 1 };
      } catch (error) {
        if (stopping.signal.aborted) throw error;
        log(`PostgreSQL cannot be restarted yet: ${(error as Error).message}`, true);
      }
    }
  }

  async function watch(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const reason = await current.exited;
      if (stopping.signal.aborted) return;
      log(`PostgreSQL stopped unexpectedly (${reason}), restarting it`, true);
      if (performance.now() - startedAt > healthyAfterMs) failures = 0;
      const next = await restart(failures);
      current = next.server;
      failures = next.failures;
    }
  }

  const watching = watch().catch((error: unknown) => {
    // Restarts end only when we stop, so anything else is unexpected.
    if (!stopping.signal.aborted) log(`PostgreSQL is no longer supervised: ${String(error)}`, true);
  });

  return {
    get pid() {
      return current.pid;
    },
    async stop() {
      stopping.abort();
      await stopProcess(current.pid, current.isGone);
      await watching;
      // A restart may have succeeded just when we stopped.
      await stopProcess(current.pid, current.isGone);
    },
    async kill() {
      stopping.abort();
      sendSignal(current.pid, 'SIGKILL');
      await current.exited;
      await watching;
    },
  };
}
