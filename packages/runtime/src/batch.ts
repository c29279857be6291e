import { Problem } from './errors.js';

/**
 * Keeps one bad row from failing its whole batch: a batch that the database refuses is done
 * again one by one. Two processes using one idempotency key at the same instant end up here too,
 * and the second attempt finds the key. What the database could not be asked, because it is away
 * or too busy, is told as such: the outcome may be unknown, and asking again would not help.
 */
export function inBatches<In, Out>(
  run: (batch: readonly In[], sent: () => void) => Promise<readonly (Out | Error)[]>,
): (batch: readonly In[], sent?: () => void) => Promise<(Out | Error)[]> {
  return async (batch, sent = () => undefined) => {
    try {
      return [...(await run(batch, sent))];
    } catch (error) {
      if (error instanceof Problem && error.status === 503) throw error;
    }
    const outcomes: (Out | Error)[] = [];
    for (const input of batch) {
      try {
        const [outcome] = await run([input], sent);
        outcomes.push(outcome ?? new Error('a batch of one gave no outcome'));
      } catch (error) {
        outcomes.push(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return outcomes;
  };
}
