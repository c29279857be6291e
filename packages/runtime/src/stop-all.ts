import type { Stop } from './infra.js';

/**
 * Stops all of these, one after the other, also when one fails: what is left behind would be
 * the worst of it.
 * @throws AggregateError of what failed
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
