import { sendAt } from '@onsale/load';
import { newId } from '@onsale/runtime';
import { live, type Rush } from './buyer.js';
import type { Crowd } from './crowd.js';
import type { TemporaryEvent } from './event.js';
import { type GeneratorLoad, measureGenerator } from './generator.js';
import type { Install } from './install.js';
import type { Observations } from './observations.js';
import type { Pauses } from './pauses.js';
import { openPeople } from './people.js';
import { arrivals, earliestMs, type Plan } from './plan.js';
import { openPrograms } from './programs.js';
import type { Watch } from './watch.js';

/** How long buyers keep trying after the last arrival, at least. */
const patienceMs = 30_000;
/** Or until holds have come back this many times. */
const holdsWaitedFor = 15;

export interface RushParts {
  readonly plan: Plan;
  readonly install: Install;
  /** What happens to the install during the rush; it may send the rest of the crowd away. */
  readonly trouble: (endArrivals: () => void) => Promise<void>;
  readonly event: TemporaryEvent;
  readonly cookies: readonly string[];
  readonly record: Observations;
  readonly watch: Watch;
  readonly pauses: Pauses;
}

/** Sends the crowd, and resolves when the last buyer has tickets or has left. */
export async function sendRush(parts: RushParts): Promise<GeneratorLoad> {
  const { plan, trouble, event, record, watch, pauses } = parts;
  const crowd: Crowd = plan.as === 'browsers' ? await openPeople(parts) : openPrograms(parts);
  const opensMs = record.openedMs;
  const longestMs = Math.max(
    patienceMs,
    plan.untilSoldOut ? holdsWaitedFor * plan.holdSeconds * 1000 : 0,
  );
  const rush: Rush = {
    plan,
    record,
    pauses,
    patienceMs: crowd.patienceMs,
    wayOf: crowd.wayOf,
    cookie: crowd.cookie,
    ticketTypeIds: event.ticketTypeIds,
    opensMs,
    endsMs: opensMs + plan.seconds * 1000 + longestMs,
    runId: newId().slice(-12),
    isSoldOut: () => watch.soldOutMs !== undefined,
  };
  const doors = new AbortController();
  const endArrivals = () => {
    record.arrivingUntilMs = Math.min(record.arrivingUntilMs, performance.now());
    doors.abort();
  };
  const generator = measureGenerator(crowd.waiting);
  try {
    await pauses.wait(opensMs - earliestMs - performance.now());
    const [{ late }] = await Promise.all([
      sendAt(
        arrivals(plan),
        async (index, dueMs) => {
          if (!pauses.ended) await live(rush, index, dueMs);
        },
        { maxOpen: crowd.most, signal: AbortSignal.any([pauses.signal, doors.signal]) },
      ),
      trouble(endArrivals),
    ]);
    return generator.end(late);
  } finally {
    await crowd.close();
  }
}
