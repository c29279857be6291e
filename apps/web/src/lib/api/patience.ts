const tickMs = 250;
/** Silence after which a route counts as away: a page has two seconds in all. */
const silentTicks = 6;
/** However many others are answered. */
const mostTicks = 20;

interface Waiting {
  /** Aborts when an answer is no longer waited for. */
  readonly signal: AbortSignal;
  end(how: 'answered' | 'failed'): void;
}

/**
 * How long a page waits for the API. A service that is away, or whose database is, answers nobody;
 * one that is only busy answers others. So a call of a route is given up once nobody has had an
 * answer from that route for a second and a half, and after five seconds in any case. Time is
 * counted in turns of our own: while we don't run ourselves we can't tell that others don't answer.
 */
export function createPatience() {
  const waiting = new Map<string, Set<{ silent: number }>>();
  return {
    /** @param route the path of its contract: there is a limited number */
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
