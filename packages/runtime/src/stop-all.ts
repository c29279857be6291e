import type { Stop } from './infra.js';

/**
 * Runs all stops one after the other, even if one fails, so that nothing is left running.
 * @throws AggregateError with all failures
 */
export async function stopAll(stops: readonly Stop[]): Promise<void> {
  const failures: unknown[] = [];
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.join('; '));
}
