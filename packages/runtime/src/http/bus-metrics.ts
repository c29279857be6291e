import { cachedRead } from '../cached-reads.js';
import type { Bus } from '../infra.js';
import { withTimeLimit } from '../time-limit.js';

const keptMs = 5_000;
const timeoutMs = 2_000;

/**
 * Metrics of the bus in the text format of Prometheus, read at most every few seconds.
 * @returns a function that returns an empty text if the bus does not answer
 */
export function busMetrics(bus: Bus): () => Promise<string> {
  const read = cachedRead(() => readBus(bus), keptMs);
  return async () => {
    try {
      return await withTimeLimit(timeoutMs, read(), () => '');
    } catch {
      return ''; // the bus may be away; the other metrics still count
    }
  };
}

/** Each part is read on its own, since either bus or database may be unavailable. */
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
