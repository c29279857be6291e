import type { Sales } from '@onsale/contracts/orders/http';
import type { Api } from './api.js';
import type { TemporaryEvent } from './event.js';
import { RehearsalError } from './failure.js';
import type { Pauses } from './pauses.js';

/** The event as its organiser sees it, at a moment counted from the opening. */
export interface Sample {
  readonly atMs: number;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  /** Tickets issued and not void. */
  readonly issued: number;
  readonly orders: Sales['orders'];
}

export interface Watch {
  readonly samples: readonly Sample[];
  readonly last: Sample | undefined;
  /** From the opening until every ticket was paid. */
  readonly soldOutMs: number | undefined;
  /** From the opening until the last change in the number of issued tickets. */
  readonly lastIssuedMs: number;
  /** Looks again, now. */
  look(): Promise<Sample>;
  stop(): Promise<void>;
}

const everyMs = 300;
/** A look at a large event costs the install time: the pause is this many times as long. */
const rest = 5;
const longestRestMs = 2_000;
const keptSamples = 20_000;

/** All places of an event: shared ones count once, however many ticket types sell them. */
export function placesOf({ ticketTypes, pools = [] }: Sales) {
  const parts = [...ticketTypes.filter(({ poolId }) => poolId === undefined), ...pools];
  const sum = (what: 'capacity' | 'available' | 'held' | 'sold') =>
    parts.reduce((total, part) => total + part[what], 0);
  return {
    ...{ capacity: sum('capacity'), available: sum('available') },
    ...{ held: sum('held'), sold: sum('sold') },
  };
}

/** Polls the event, as its organiser would in the console. */
export function watchEvent(
  api: Api,
  event: TemporaryEvent,
  pauses: Pauses,
  openedMs: () => number,
): Watch {
  const samples: Sample[] = [];
  let soldOutMs: number | undefined;
  let lastIssuedMs = 0;
  let stopped = false;

  async function look(): Promise<Sample> {
    const [sales, door] = await Promise.all([
      api.call<Sales>('GET', `/api/events/${event.id}/sales`),
      api.call<{ issued: number }>('GET', `/api/events/${event.id}/door`, { mayBeLate: true }),
    ]);
    const { capacity, ...places } = placesOf(sales);
    const sample = {
      atMs: performance.now() - openedMs(),
      ...places,
      issued: door.issued,
      orders: sales.orders,
    };
    if (sample.sold > 0 && sample.sold === capacity) soldOutMs ??= sample.atMs;
    if (sample.issued !== (samples.at(-1)?.issued ?? 0)) lastIssuedMs = sample.atMs;
    if (samples.length < keptSamples) samples.push(sample);
    return sample;
  }

  async function watching(): Promise<void> {
    while (!stopped && !pauses.ended) {
      const startedMs = performance.now();
      await look().catch((error: unknown) => {
        if (!(error instanceof RehearsalError)) throw error; // away for long: the next look may succeed
      });
      const restMs = rest * (performance.now() - startedMs);
      await pauses.wait(Math.max(everyMs, Math.min(longestRestMs, restMs)));
    }
  }

  const done = watching();
  return {
    samples,
    get last() {
      return samples.at(-1);
    },
    get soldOutMs() {
      return soldOutMs;
    },
    get lastIssuedMs() {
      return lastIssuedMs;
    },
    look,
    async stop() {
      stopped = true;
      await done;
    },
  };
}
