import { type InfraProvider, type ProcessOptions, startProcess } from './run.js';
import type { ServiceDefinition } from './service.js';
import type { Settings } from './settings.js';

/** Beyond draining; a batch in hand takes less. What kills us waits for longer. */
const stopLimitMs = 20_000;
/** A terminal and its parent both pass the same Ctrl-C on; a later one is meant. */
const sameSignalMs = 1_000;

/** What a service's `main.ts` does: runs it until SIGTERM or SIGINT, then ends this process. */
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
    if (toldAtMs !== undefined) return; // what fails because we are leaving is not worth a word
    leave(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
