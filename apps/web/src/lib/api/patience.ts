const tickMs = 250;
/** Turns of silence after which a route counts as away: a page has two seconds in all. */
const silentTicks = 6;
/** The limit, however many others are answered. */
const mostTicks = 20;

interface Waiting {
  /** Aborts when the page stops waiting for the answer. */
  readonly signal: AbortSignal;
  end(how: 'answered' | 'failed'): void;
}

/**
 * How long a page waits for the API. A service that is away, or whose database is, answers nobody;
 * a busy one answers others. So a call is given up once its route has answered nobody for a second
 * and a half, and after five seconds in any case. Time is counted in turns of our own: while this
 * process does not run, it cannot tell that others do not answer.
 */
export function createPatience() {
  const waiting = new Map<string, Set<{ silent: number }>>();
  return {
    /** @param route the path of its contract, because there is a limited number of them */
    wait(route: string): Waiting {
      const limit = new AbortController();
      const call = { silent: 0, ticks: 0 };
      const calls = waiting.get(route) ?? new Set();
      waiting.set(route, calls.add(call));
      const timer = setInterval(() => {
        call.silent += 1;
        call.ticks += 1;
        if (call.silent >= silentTicks || call.ticks >= mostTicks) limit.abort();
      }, tickMs);
      return {
        signal: limit.signal,
        end(how) {
          clearInterval(timer);
          calls.delete(call);
          if (how === 'answered') for (const other of calls) other.silent = 0;
        },
      };
    },
  };
}
