import { createClient, sendAt } from '@onsale/load';
import { newId } from '@onsale/runtime';
import { live, type Rush } from './buyer.js';
import type { ThrowAwayEvent } from './event.js';
import { type GeneratorLoad, measureGenerator } from './generator.js';
import type { Install } from './install.js';
import type { Observations } from './observations.js';
import type { Pauses } from './pauses.js';
import { arrivals, earliestMs, type Plan } from './plan.js';
import type { Watch } from './watch.js';

/** As many of the crowd as are at it at once; the others wait in line. */
const mostConnections = 2_000;
/** Of those who hold tickets, as many as pay or look for them at once. */
const mostHolders = 500;
const timeoutMs = 30_000;
const askingMs = 90_000;
/** A crowd waits in line for long, and that is no lost answer: this much a buyer. */
const inLineMs = 1;
/** After the last arrival, buyers try again for at least so long. */
const patienceMs = 30_000;
/** Or until holds have come back this many times. */
const holdsWaitedFor = 15;
const mostLives = 200_000;

export interface RushParts {
  readonly plan: Plan;
  readonly install: Install;
  /** What befalls the install meanwhile; it may send the rest of the crowd away. */
  readonly trouble: (endArrivals: () => void) => Promise<void>;
  readonly event: ThrowAwayEvent;
  readonly tokens: readonly string[];
  readonly record: Observations;
  readonly watch: Watch;
  readonly pauses: Pauses;
}

/** Sends the crowd, and resolves when the last buyer has what they came for or has left. */
export async function sendRush(parts: RushParts): Promise<GeneratorLoad> {
  const { plan, install, trouble, event, tokens, record, watch, pauses } = parts;
  const connections = Math.min(mostConnections, plan.buyers * 2);
  const lineMs = inLineMs * plan.buyers;
  const open = (connections: number) =>
    createClient({
      ...{ url: install.url, connections, timeoutMs: timeoutMs + lineMs },
      ...(install.ca === undefined ? {} : { ca: install.ca }),
    });
  const client = open(connections);
  const holders = open(Math.min(mostHolders, connections));
  const opensMs = record.openedMs;
  const longestMs = Math.max(
    patienceMs,
    plan.untilSoldOut ? holdsWaitedFor * plan.holdSeconds * 1000 : 0,
  );
  const rush: Rush = {
    plan,
    client,
    holders,
    patienceMs: askingMs + lineMs,
    record,
    pauses,
    eventId: event.id,
    ticketTypeIds: event.ticketTypeIds,
    opensMs,
    endsMs: opensMs + plan.seconds * 1000 + longestMs,
    runId: newId().slice(-12),
    cookie: (index) => `onsale_session=${tokens[index]}`,
    isSoldOut: () => watch.soldOutMs !== undefined,
  };
  const doors = new AbortController();
  const endArrivals = () => {
    record.arrivingUntilMs = Math.min(record.arrivingUntilMs, performance.now());
    doors.abort();
  };
  const generator = measureGenerator(() => client.waiting + holders.waiting);
  try {
    await pauses.wait(opensMs - earliestMs - performance.now());
    const [{ late }] = await Promise.all([
      sendAt(
        arrivals(plan),
        async (index, dueMs) => {
          if (!pauses.ended) await live(rush, index, dueMs);
        },
        { maxOpen: mostLives, signal: AbortSignal.any([pauses.signal, doors.signal]) },
      ),
      trouble(endArrivals),
    ]);
    return generator.end(late);
  } finally {
    await Promise.all([client.close(), holders.close()]);
  }
}
