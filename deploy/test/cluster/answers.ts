import { setTimeout as pause } from 'node:timers/promises';
/** One answer during an outage. */
export interface Answered {
  readonly atMs: number;
  readonly status: number;
  readonly retryAfter: string | null;
  /** The product's own words for the buyer; undefined: there were none. */
  readonly detail: string | undefined;
}

const everyMs = 100;
const timeoutMs = 10_000;

/** Asks for one thing again and again, as an impatient buyer would, until it is stopped. */
export function watchAnswers(url: string, cookie: string) {
  const answers: Answered[] = [];
  const end = new AbortController();
  const ask = async (): Promise<Answered> => {
    const response = await fetch(url, {
      headers: { cookie },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const json = (await response.json().catch(() => ({}))) as { detail?: string };
    return {
      atMs: performance.now(),
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      detail: json.detail,
    };
  };
  const asking = (async () => {
    while (!end.signal.aborted) {
      answers.push(
        await ask().catch((error: Error) => ({
          ...{ atMs: performance.now(), status: 0, retryAfter: null, detail: undefined },
          message: error.message,
        })),
      );
      await pause(everyMs);
    }
  })();
  return {
    /** @returns all answers, in their order */
    async stop(): Promise<readonly Answered[]> {
      end.abort();
      await asking;
      return answers;
    },
  };
}
