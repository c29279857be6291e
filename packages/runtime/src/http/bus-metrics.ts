import { cachedRead } from '../cached-reads.js';
import type { Bus } from '../infra.js';
import { withTimeLimit } from '../time-limit.js';

const countedDeadLetters = 1_000;
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

/** The one may be asked of a bus that is away, and the other of a database that is there. */
async function readBus(bus: Bus): Promise<string> {
  const [lag, letters] = await Promise.allSettled([bus.lag(), bus.deadLetters(countedDeadLetters)]);
  const waiting = lag.status === 'fulfilled' ? lag.value : new Map<string, number>();
  const dead = new Map([...waiting.keys()].map((name) => [name, 0]));
  for (const { subscription } of letters.status === 'fulfilled' ? letters.value : []) {
    dead.set(subscription, (dead.get(subscription) ?? 0) + 1);
  }
  return [
    ...lines('onsale_subscription_waiting_messages', 'Messages not yet taken', waiting),
    ...lines('onsale_dead_letters', 'Messages given up, for a person to replay', dead),
  ].join('\n');
}

const lines = (name: string, help: string, values: ReadonlyMap<string, number>) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  ...[...values].map(([subscription, value]) => `${name}{subscription="${subscription}"} ${value}`),
];
