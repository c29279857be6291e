import { Problem } from './errors.js';

/** Codes for a lost race: another process took the same key or lock. A retry sees its result. */
const lostRaces = new Set(['23505', '40P01']);
/** Each retry loses to another winner, and few calls compete for the same key at once. */
const mostTries = 10;

/**
 * Keeps one bad row from failing its whole batch: a batch that the database rejects runs again one
 * by one. This also covers a lost race with another process, for example over one idempotency key:
 * the retry finds what the other has written. If the database is unavailable or too busy, the batch
 * fails: its outcome may be unknown, and a retry would not help.
 */
export function inBatches<In, Out>(
  run: (batch: readonly In[], sent: () => void) => Promise<readonly (Out | Error)[]>,
): (batch: readonly In[], sent?: () => void) => Promise<(Out | Error)[]> {
  async function alone(input: In, sent: () => void): Promise<Out | Error> {
    for (let tries = 1; ; tries += 1) {
      try {
        const [outcome] = await run([input], sent);
        return outcome ?? new Error('a batch of one gave no outcome');
      } catch (error) {
        const { code } = error as { code?: unknown };
        const hasLost = typeof code === 'string' && lostRaces.has(code);
        if (!hasLost || tries === mostTries) {
          return error instanceof Error ? error : new Error(String(error));
        }
      }
    }
  }

  return async (batch, sent = () => undefined) => {
    try {
      return [...(await run(batch, sent))];
    } catch (error) {
      if (error instanceof Problem && error.status === 503) throw error;
    }
    const outcomes: (Out | Error)[] = [];
    for (const input of batch) outcomes.push(await alone(input, sent));
    return outcomes;
  };
}
