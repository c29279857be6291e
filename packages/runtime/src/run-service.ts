import { type InfraProvider, type ProcessOptions, startProcess } from './run.js';
import type { ServiceDefinition } from './service.js';
import type { Settings } from './settings.js';

/**
 * The time to stop after draining. A batch in progress takes less, and supervisors wait longer
 * before they kill.
 */
const stopLimitMs = 20_000;
/**
 * Within this time a signal is a copy of the same Ctrl-C, from the terminal or a parent; a later
 * one forces the exit.
 */
const sameSignalMs = 1_000;

/** Runs a service until SIGTERM or SIGINT, then exits. For the `main.ts` of services. */
export async function runService<S extends Settings>(
  definition: ServiceDefinition<S>,
  infraProvider: InfraProvider,
  options: ProcessOptions = {},
): Promise<void> {
  const { name } = definition;
  const starting = startProcess(definition, infraProvider, options);
  let toldAtMs: number | undefined;

  async function end(): Promise<void> {
    if (toldAtMs !== undefined) {
      if (performance.now() - toldAtMs > sameSignalMs) process.exit(1);
      return;
    }
    toldAtMs = performance.now();
    const running = await starting.catch(() => undefined);
    const limitMs = (running?.drainSeconds ?? 0) * 1000 + stopLimitMs;
    setTimeout(() => leave(`did not stop within ${limitMs / 1000} s`), limitMs);
    try {
      await running?.stop();
      process.exit(0);
    } catch (error) {
      leave(`did not stop cleanly: ${String(error)}`);
    }
  }
  function leave(why: string): void {
    console.error(`${name} ${why}`);
    process.exit(1);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());

  try {
    await starting;
  } catch (error) {
    if (toldAtMs !== undefined) return; // a failure because we are stopping is not reported
    leave(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
