import { type Answer, type Ask, type Client, TransportError } from '@onsale/load';
import type { Observations, Step } from './observations.js';
import type { Pauses } from './pauses.js';

const firstPauseMs = 200;
const longestPauseMs = 5_000;
const mostRetryAfterMs = 10_000;

export interface Asker {
  /** Of the crowd, which may have to wait for a connection. */
  readonly client: Client;
  /** Of those who hold tickets: they have their connection. */
  readonly holders: Client;
  /** How long a buyer asks again for an answer, with the same key. */
  readonly patienceMs: number;
  readonly record: Observations;
  readonly pauses: Pauses;
}

export interface Reply {
  readonly status: number;
  /** Of a refusal. */
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

const names: Readonly<Record<Step, string>> = {
  look: 'seen',
  hold: 'held',
  pay: 'taken',
  tickets: 'seen',
};

/**
 * Asks until there is an answer that decides: a lost connection and a busy or broken service leave
 * the outcome open, so the same is asked again, later and later.
 * @returns undefined when nobody gave one in time, or the rehearsal ends
 */
export async function askUntilAnswered(
  { client, holders, patienceMs, record, pauses }: Asker,
  step: Step,
  ask: Ask,
  random: () => number,
): Promise<Reply | undefined> {
  const line = step === 'pay' || step === 'tickets' ? holders : client;
  const givenUpMs = performance.now() + patienceMs;
  let lost = 0;
  for (let attempt = 0; !pauses.ended; attempt++) {
    let pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt);
    try {
      record.sent += 1;
      const { dueMs = performance.now() } = ask;
      const answer = await line.send({
        ...ask,
        dueMs: attempt === 0 ? dueMs : performance.now(),
      });
      const code = answer.status < 400 ? '' : codeOf(answer);
      record.answer(step, nameOf(step, answer.status, code), answer.ms);
      if (answer.status < 500 && answer.status !== 429) {
        record.decided(step);
        return { status: answer.status, code, body: answer.body, lost };
      }
      record.failed(step, `answered ${answer.status}`);
      if (answer.status === 503 || answer.status === 429) pauseMs = retryAfterMs(answer, pauseMs);
      else {
        // Broken, and whether it happened nobody knows. A gateway says so while a service is away.
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

function nameOf(step: Step, status: number, code: string): string {
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
