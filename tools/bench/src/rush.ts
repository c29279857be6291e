import { type Answer, type Ask, type Client, Histogram, keepBusy, sendAt } from '@onsale/load';
import { newId } from '@onsale/runtime';
import type { Sale } from './sale.js';

const maxQuantity = 4;
const shownUnexpected = 5;
/** Answers are read by hand: the generator shares the processor with what it measures. */
const idStart = '"id":"';

/** Buyers who come one after the other, each once, and ask for one to four tickets. */
export class Crowd {
  #next = 0;

  constructor(
    readonly cookies: readonly string[],
    readonly sales: readonly Sale[],
    readonly random: () => number,
    /** Starts over with the first: only where sessions are not counted. */
    readonly isEndless = false,
  ) {}

  get left(): number {
    return this.isEndless ? Number.POSITIVE_INFINITY : this.cookies.length - this.#next;
  }

  /** The hold that the next buyer asks for. Call it only while some are left. */
  next(): Ask {
    const cookie = this.cookies[this.#next % this.cookies.length] as string;
    this.#next += 1;
    const sale = this.sales[Math.floor(this.random() * this.sales.length)] as Sale;
    const quantity = 1 + Math.floor(this.random() * maxQuantity);
    return {
      method: 'POST',
      path: '/api/orders',
      headers: { 'content-type': 'application/json', 'idempotency-key': newId(), cookie },
      body: `{"eventId":"${sale.eventId}","lines":[{"ticketTypeId":"${sale.ticketTypeId}","quantity":${quantity}}]}`,
    };
  }
}

/** The answers that buyers received. */
export class Tally {
  held = 0;
  refused = 0;
  /** 503: asked to come back. */
  busy = 0;
  /** No answer: lost, or too late. */
  lost = 0;
  /** The first few unacceptable answers. */
  readonly unexpected: string[] = [];
  /** Ids of the orders that were acknowledged. */
  readonly accepted: string[] = [];
  /** The latency of holds and refusals, from the intended send time. */
  readonly latency = new Histogram();

  /** @returns the id of the order that was acknowledged, if one was */
  take(answer: Answer): string | undefined {
    const { status, body, ms } = answer;
    if (status === 201) {
      this.held += 1;
      this.latency.record(ms);
      const at = body.indexOf(idStart);
      if (at < 0) return undefined;
      const id = body.slice(at + idStart.length, at + idStart.length + 36);
      this.accepted.push(id);
      return id;
    }
    if (status === 409 && body.includes('"sold_out"')) {
      this.refused += 1;
      this.latency.record(ms);
    } else if (status === 503) this.busy += 1;
    else if (this.unexpected.length < shownUnexpected) this.unexpected.push(`${status} ${body}`);
    return undefined;
  }

  add(other: Tally): void {
    this.held += other.held;
    this.refused += other.refused;
    this.busy += other.busy;
    this.lost += other.lost;
    this.unexpected.push(...other.unexpected);
    for (const id of other.accepted) this.accepted.push(id);
    this.latency.add(other.latency);
  }
}

/** The next request as soon as one is answered, or at a rate, however slow the answers are. */
export type Pace =
  | { readonly workers: number; readonly ms: number }
  | { readonly perSecond: number; readonly ms: number };

export interface Rush {
  readonly tally: Tally;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Processor time of the generator, milliseconds. */
  readonly generatorMs: number;
}

/**
 * Sends buyers in turn to each of the clients.
 * @param visit what one buyer does; by default a hold
 */
export async function rush(
  clients: readonly Client[],
  crowd: Crowd,
  pace: Pace,
  signal: AbortSignal,
  visit: Visit = hold,
): Promise<Rush> {
  const tally = new Tally();
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const act = async (index: number, dueMs?: number) => {
    await visit(clients[index % clients.length] as Client, crowd.next(), tally, dueMs);
  };
  if ('workers' in pace) {
    const endMs = startedMs + pace.ms;
    const isOver = () => crowd.left < 1 || signal.aborted || performance.now() >= endMs;
    await keepBusy(pace.workers, act, isOver);
  } else {
    const wanted = Math.floor((pace.perSecond * pace.ms) / 1000);
    const count = Math.max(1, Math.min(wanted, crowd.left));
    const times = Float64Array.from({ length: count }, (_, n) => (n * 1000) / pace.perSecond);
    await sendAt(times, act, { signal });
  }
  const seconds = (performance.now() - startedMs) / 1000;
  signal.throwIfAborted();
  const { user, system } = process.cpuUsage(cpu);
  return { tally, seconds, generatorMs: (user + system) / 1000 };
}

export type Visit = (
  client: Client,
  ask: Ask,
  tally: Tally,
  dueMs: number | undefined,
) => Promise<unknown>;

/** Asks for a hold, once. @returns the id of the order, when there is one */
export async function hold(
  client: Client,
  ask: Ask,
  tally: Tally,
  dueMs: number | undefined,
): Promise<string | undefined> {
  try {
    return tally.take(await client.send(dueMs === undefined ? ask : { ...ask, dueMs }));
  } catch {
    tally.lost += 1;
    return undefined;
  }
}
