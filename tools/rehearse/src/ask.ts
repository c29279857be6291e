import { type Answer, TransportError } from '@onsale/load';
import type { Observations } from './observations.js';
import type { Pauses } from './pauses.js';

const firstPauseMs = 200;
const longestPauseMs = 5_000;
const mostRetryAfterMs = 10_000;

export interface Asker {
  /** How long a buyer retries for an answer, with the same key. */
  readonly patienceMs: number;
  readonly record: Observations;
  readonly pauses: Pauses;
}

export interface Reply {
  readonly status: number;
  /** The code of a refusal. */
  readonly code: string;
  readonly body: string;
  /** Answers that were lost before this one came. */
  readonly lost: number;
}

const failures = {
  connect: 'not connected',
  lost: 'connection lost',
  timeout: 'no answer in time',
} as const;

const names: Readonly<Record<'look' | 'hold' | 'pay' | 'tickets', string>> = {
  look: 'seen',
  hold: 'held',
  pay: 'taken',
  tickets: 'seen',
};

/** The request of a buyer, by browser or program. */
type AskedStep = keyof typeof names;

/**
 * Retries until an answer decides: a lost connection and a busy or broken service leave the outcome
 * open, so the same request is sent again after growing pauses.
 * @param send asks once; a retry gives its time, `performance.now()`
 * @returns undefined without an answer in time, or when the rehearsal ends
 */
export async function askUntilAnswered(
  { patienceMs, record, pauses }: Asker,
  step: AskedStep,
  send: (againMs?: number) => Promise<Answer>,
  random: () => number,
): Promise<Reply | undefined> {
  const givenUpMs = performance.now() + patienceMs;
  let lost = 0;
  for (let attempt = 0; !pauses.ended; attempt++) {
    let pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt);
    try {
      record.sent += 1;
      const answer = await send(attempt === 0 ? undefined : performance.now());
      const code = answer.status < 400 ? '' : codeOf(answer);
      record.answer(step, nameOf(step, answer.status, code), answer.ms);
      if (answer.status < 500 && answer.status !== 429) {
        record.decided(step);
        return { status: answer.status, code, body: answer.body, lost };
      }
      record.failed(step, `answered ${answer.status}`);
      if (answer.status === 503 || answer.status === 429) pauseMs = retryAfterMs(answer, pauseMs);
      else {
        // The outcome is unknown. A gateway answers like this while a service is down.
        lost += 1;
        if (answer.status === 500) record.surprise(`${step}: 500 ${code}`);
      }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (pauses.ended) return undefined;
      record.answer(step, 'no answer');
      record.failed(step, failures[error.kind]);
      lost += 1;
    }
    if (performance.now() > givenUpMs) break;
    await pauses.wait(pauseMs * (1 + 0.5 * random()));
  }
  return undefined;
}

function nameOf(step: AskedStep, status: number, code: string): string {
  if (status < 400) return names[step];
  return status === 503 || status === 429 ? 'busy' : code;
}

function codeOf({ status, body }: Answer): string {
  try {
    return String((JSON.parse(body) as { code?: unknown }).code ?? status);
  } catch {
    return String(status);
  }
}

function retryAfterMs(answer: Answer, otherwiseMs: number): number {
  const seconds = Number(answer.headers.get('retry-after'));
  return seconds > 0 ? Math.min(seconds * 1000, mostRetryAfterMs) : otherwiseMs;
}
