import { Problem } from './errors.js';

/** Another process has taken the same key, number or lock meanwhile: asked again, it is seen. */
const lostRaces = new Set(['23505', '40P01']);
/** One race is lost to each that wins it, and few want the same at one instant. */
const mostTries = 10;

/**
 * Keeps one bad row from failing its whole batch: a batch that the database refuses is done
 * again one by one. What lost a race against another process ends up here too, such as two that use
 * one idempotency key at the same instant: it is tried again and finds what the other has written.
 * A database that is unavailable or too busy causes its own error: the outcome
 * may be unknown, and asking again would not help.
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
