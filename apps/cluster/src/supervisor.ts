import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from './part.js';

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** A part that ran this long was healthy: its next restart is quick again. */
const healthyAfterMs = 60_000;

type State = 'down' | 'starting' | 'up' | 'stopping';

/** One part that is kept running, or kept down. */
export interface Keeper {
  readonly part: Part;
  readonly state: State;
  /** Starts it and keeps it running. @throws Error when the first start fails, and it stays down */
  up(): Promise<void>;
  /** Stops it and keeps it down. @returns its exit code, if it has one */
  down(): Promise<number | null>;
  /** Whether it should run. */
  readonly isWanted: boolean;
  /** From now on it stays down when it dies. */
  leaveDown(): void;
}

/**
 * Keeps a part running: when it dies it is started again, at first almost at once, then after
 * growing pauses of at most five seconds, for as long as it is wanted (a full disk may be freed).
 * @param say receives lines for the log
 */
export function keep(part: Part, say: (line: string) => void): Keeper {
  let state: State = 'down';
  let wanted: AbortController | undefined;
  /** One thing at a time. */
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  async function watch(run: AbortController): Promise<void> {
    let failures = 0;
    while (!run.signal.aborted) {
      const sinceMs = performance.now();
      const reason = await Promise.race([part.died, aborted(run.signal)]);
      if (run.signal.aborted) return;
      state = 'starting';
      say(`${part.name} ended (${reason}) and is started again`);
      failures = performance.now() - sinceMs > healthyAfterMs ? 0 : failures + 1;
      failures = await startAgain(run, failures);
    }
  }

  async function startAgain(run: AbortController, failures: number): Promise<number> {
    for (let count = failures; ; count += 1) {
      const pauseMs = Math.min(firstPauseMs * 2 ** (count - 1), longestPauseMs);
      await pause(pauseMs, undefined, { signal: run.signal }).catch(() => undefined);
      if (run.signal.aborted) return count;
      try {
        await inTurn(async () => {
          if (!run.signal.aborted) await part.start(run.signal);
        });
        if (run.signal.aborted) return count;
        state = 'up';
        say(`${part.name} runs again (pid ${part.pid})`);
        return count;
      } catch (error) {
        if (run.signal.aborted) return count;
        say(
          `${part.name} cannot be started yet: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
  }

  return {
    part,
    get state() {
      return state;
    },
    get isWanted() {
      return wanted !== undefined;
    },
    up: () =>
      inTurn(async () => {
        if (wanted) return;
        const run = new AbortController();
        wanted = run;
        state = 'starting';
        try {
          await part.start(run.signal);
        } catch (error) {
          if (wanted === run) wanted = undefined;
          state = 'down';
          throw error;
        }
        state = 'up';
        void watch(run);
      }),
    down() {
      wanted?.abort();
      return inTurn(async () => {
        wanted?.abort();
        wanted = undefined;
        state = 'stopping';
        const code = await part.stop();
        state = 'down';
        return code;
      });
    },
    leaveDown() {
      wanted?.abort();
      wanted = undefined;
      state = 'down';
    },
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
