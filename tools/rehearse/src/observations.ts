import type { Order } from '@onsale/contracts/orders/http';
import { Histogram } from '@onsale/load';
import type { Asked } from '@onsale/load/browser';

export type Step = Asked | 'look';

/** One second of the rush, counted from the opening. */
export interface Second {
  readonly answers: Map<string, number>;
  /** Answers to holds, held or refused, from the intended send time. */
  readonly holdMs: Histogram;
  /** From the decision to open a page until it is usable, for pages that loaded. */
  readonly pageMs: Histogram;
}

/** An acknowledged hold: tickets that were someone's from `fromMs` until `untilMs`. */
export interface Held {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly lines: Order['lines'];
}

/** A time in which no hold was answered, neither held nor refused. */
export interface Silence {
  /** From the opening. */
  readonly atMs: number;
  readonly ms: number;
}

/** Upper ends of the bars in the report. */
export const waitBoundsMs = [
  50,
  100,
  250,
  500,
  1e3,
  2.5e3,
  5e3,
  10e3,
  30e3,
  Number.POSITIVE_INFINITY,
];

const keptExamples = 10;

/** Outcomes of watched buyers who had paid. */
export const newSample = () => ({
  withTickets: 0,
  refunded: 0,
  /** Refunded although they had paid in time. */
  refundedInTime: 0,
  notCharged: 0,
  without: [] as string[],
  /** Requested the tickets and got no answer. */
  unanswered: 0,
});

/** The buyers' answers, as they arrive. Times are `performance.now()`. */
export class Observations {
  openedMs = 0;
  sent = 0;
  readonly seconds = new Map<number, Second>();
  readonly totals = new Map<string, number>();
  readonly latencies = new Map<string, Histogram>();
  /** Answers that no buyer should get: a few, as sentences. */
  readonly unexpected: string[] = [];
  unexpectedCount = 0;

  /** Answers that decide nothing, and lost ones, by step and kind: `hold answered 503`. */
  readonly failures = new Map<string, number>();
  /** While buyers arrive. */
  longestSilence: Silence = { atMs: 0, ms: 0 };
  arrivingUntilMs = Number.POSITIVE_INFINITY;
  #lastDecidedMs: number | undefined;

  readonly acknowledged = new Set<string>();
  readonly held: Held[] = [];
  acknowledgedTickets = 0;
  /** From the opening until as many tickets as there are had been acknowledged. */
  allHeldMs: number | undefined;
  longestHoldMs = 0;
  lateUntilMs = 0;

  paid = 0;
  /** A buyer's wait from the accepted payment to the tickets, of a sample. */
  readonly toTickets = new Histogram();
  /** From a buyer's arrival to the hold, tries and waits included. */
  readonly toHold = new Histogram();
  /** People with browsers: how many came for a page, and how long those it came to had waited. */
  came = 0;
  readonly toPage = new Histogram();
  /** Connections that a browser may open. */
  connectionsEach = 0;
  /** Left because the page did not come in time. */
  gaveUpPages = 0;
  /** How often a buyer saw that nothing was left, and did not ask. */
  sawNothingLeft = 0;
  /** How long buyers waited in total, by reason, ms. */
  readonly waitedMs = { page: 0, hold: 0, pay: 0, tickets: 0 };
  readonly waitCounts: number[] = waitBoundsMs.map(() => 0);
  readonly sampled = newSample();
  /** Sampled orders with tickets, and their buyers' sessions. */
  readonly withTickets: { readonly orderId: string; readonly cookie: string }[] = [];
  sameKey = { asked: 0, wrong: [] as string[] };
  unknown = { lost: 0, thenHeld: 0, thenRefused: 0, neverKnown: 0 };
  gaveUp = 0;

  constructor(
    private readonly tickets: number,
    private readonly onAcknowledged: (orderId: string) => void,
  ) {}

  /** @param ms from the intended send time; absent when there was no answer */
  answer(step: Step, what: string, ms?: number): void {
    const name = `${step} ${what}`;
    const second = this.#second();
    this.totals.set(name, (this.totals.get(name) ?? 0) + 1);
    second.answers.set(name, (second.answers.get(name) ?? 0) + 1);
    if (ms === undefined) return;
    this.#histogram(name).record(ms);
    if (step === 'hold') second.holdMs.record(ms);
    if (step === 'hold' || step === 'pay') this.waitedMs[step] += ms;
  }

  /** How long a page took until it could be used. */
  page(ms: number): void {
    this.toPage.record(ms);
    this.#second().pageMs.record(ms);
    this.waitedMs.page += ms;
  }

  /** How long someone waited for a page before leaving. */
  gaveUpPage(ms: number): void {
    this.gaveUpPages += 1;
    this.waitedMs.page += ms;
  }

  /** Answers that decide nothing: unavailable, busy, broken, or the connection was lost. */
  failed(step: Step, kind: string): void {
    const name = `${step} ${kind}`;
    this.failures.set(name, (this.failures.get(name) ?? 0) + 1);
  }

  /** A buyer got an answer that decides, even if it is a refusal. */
  decided(step: Step): void {
    if (step !== 'hold') return;
    const nowMs = performance.now();
    const sinceMs = Math.max(this.openedMs, this.#lastDecidedMs ?? 0);
    const ms = Math.min(nowMs, this.arrivingUntilMs) - sinceMs;
    if (ms > this.longestSilence.ms) this.longestSilence = { atMs: sinceMs - this.openedMs, ms };
    this.#lastDecidedMs = nowMs;
  }

  surprise(text: string): void {
    this.unexpectedCount += 1;
    if (this.unexpected.length < keptExamples) this.unexpected.push(text);
  }

  /** How long a buyer took to get a hold, retries and waits included. */
  waited(ms: number): void {
    this.toHold.record(ms);
    const bar = waitBoundsMs.findIndex((bound) => ms <= bound);
    this.waitCounts[bar] = (this.waitCounts[bar] ?? 0) + 1;
  }

  /** A buyer has been promised tickets. */
  hold(order: Order): void {
    if (this.acknowledged.has(order.id)) {
      this.sameKey.wrong.push(`order ${order.id} was the answer to two different keys`);
      return;
    }
    this.acknowledged.add(order.id);
    this.onAcknowledged(order.id);
    const [fromMs, untilMs] = [Date.parse(order.placedAt), Date.parse(order.expiresAt)];
    this.longestHoldMs = Math.max(this.longestHoldMs, untilMs - fromMs);
    this.held.push({ fromMs, untilMs, lines: order.lines });
    this.acknowledgedTickets += order.lines.reduce((sum, line) => sum + line.quantity, 0);
    if (this.acknowledgedTickets >= this.tickets) {
      this.allHeldMs ??= performance.now() - this.openedMs;
    }
  }

  total(step: Step, what: string): number {
    return this.totals.get(`${step} ${what}`) ?? 0;
  }

  #second(): Second {
    const at = Math.floor((performance.now() - this.openedMs) / 1000);
    let second = this.seconds.get(at);
    if (!second) {
      second = { answers: new Map(), holdMs: new Histogram(), pageMs: new Histogram() };
      this.seconds.set(at, second);
    }
    return second;
  }

  #histogram(name: string): Histogram {
    let histogram = this.latencies.get(name);
    if (!histogram) {
      histogram = new Histogram();
      this.latencies.set(name, histogram);
    }
    return histogram;
  }
}
