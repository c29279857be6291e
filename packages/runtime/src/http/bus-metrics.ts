import { cachedRead } from '../cached-reads.js';
import type { Bus } from '../infra.js';
import { withTimeLimit } from '../time-limit.js';

const keptMs = 5_000;
const timeoutMs = 2_000;

/**
 * What waits on the bus, as Prometheus reads it: asked of the bus every few seconds at most,
 * however often someone looks. @returns a reading that is empty when the bus does not answer
 */
export function busMetrics(bus: Bus): () => Promise<string> {
  const read = cachedRead(() => readBus(bus), keptMs);
  return async () => {
    try {
      return await withTimeLimit(timeoutMs, read(), () => '');
    } catch {
      return ''; // it may be away; the others are wanted then
    }
  };
}

/** The bus may be unavailable while the database is there, and the other way round. */
async function readBus(bus: Bus): Promise<string> {
  const [lag, letters] = await Promise.allSettled([bus.lag(), bus.countDeadLetters()]);
  const waiting = lag.status === 'fulfilled' ? lag.value : new Map<string, number>();
  const none = [...waiting.keys()].map((name) => [name, 0] as const);
  const dead = letters.status === 'fulfilled' ? [...none, ...letters.value] : [];
  return [
    ...lines('onsale_subscription_waiting_messages', 'Messages not yet taken', waiting),
    ...lines('onsale_dead_letters', 'Messages given up, for a person to replay', new Map(dead)),
  ].join('\n');
}

const lines = (name: string, help: string, values: ReadonlyMap<string, number>) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  ...[...values].map(([subscription, value]) => `${name}{subscription="${subscription}"} ${value}`),
];
