import { type Answer, type Ask, type Client, Histogram, keepBusy, sendAt } from '@onsale/load';
import type { Pace } from './rush.js';

const shownUnexpected = 5;

/** A source of requests that need no books, until it is empty. */
export interface Asks {
  next(): Ask;
  readonly left: number;
}

/** The same requests in turn, without end. */
export function inTurn(asks: readonly Ask[]): Asks {
  let at = 0;
  return {
    left: Number.POSITIVE_INFINITY,
    next() {
      at += 1;
      return asks[at % asks.length] as Ask;
    },
  };
}

/** The answers. */
export class Answers {
  /** Answers with the expected status. */
  good = 0;
  lost = 0;
  /** The first few of the others. */
  readonly unexpected: string[] = [];
  readonly latency = new Histogram();

  take(answer: Answer, good: number): void {
    const { status, ms } = answer;
    if (status === good) {
      this.good += 1;
      this.latency.record(ms);
    } else if (this.unexpected.length < shownUnexpected) {
      // Reads the body only here: to decode compressed pages would be most of the generator's work.
      this.unexpected.push(`An unacceptable answer: ${status} ${answer.body.slice(0, 300)}`);
    }
  }

  /** Sentences that void the run: an overload is not a measurement. */
  get violations(): string[] {
    return [...this.unexpected, ...(this.lost > 0 ? [`${this.lost} requests had no answer.`] : [])];
  }
}

export interface RequestRush {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Processor time of the generator, milliseconds. */
  readonly generatorMs: number;
}

/** Sends requests at a pace and counts the answers. @param good the status they should have */
export async function requestRush(
  client: Client,
  asks: Asks,
  pace: Pace,
  signal: AbortSignal,
  answers: Answers,
  good = 200,
): Promise<RequestRush> {
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const act = async (_index: number, dueMs?: number) => {
    const ask = asks.next();
    try {
      answers.take(await client.send(dueMs === undefined ? ask : { ...ask, dueMs }), good);
    } catch {
      answers.lost += 1;
    }
  };
  if ('workers' in pace) {
    const endMs = startedMs + pace.ms;
    const isOver = () => asks.left < 1 || signal.aborted || performance.now() >= endMs;
    await keepBusy(pace.workers, act, isOver);
  } else {
    const count = Math.max(1, Math.floor((pace.perSecond * pace.ms) / 1000));
    const times = Float64Array.from({ length: count }, (_, n) => (n * 1000) / pace.perSecond);
    await sendAt(times, act, { signal });
  }
  const seconds = (performance.now() - startedMs) / 1000;
  signal.throwIfAborted();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, generatorMs: (user + system) / 1000 };
}
