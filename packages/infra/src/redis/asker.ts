import { type Logger, withTimeLimit } from '@onsale/runtime';
import { Circuit } from './circuit.js';
import { noAnswer } from './open.js';

/** What a request may wait for Redis. */
const answerMs = 200;
const retryMs = 1_000;

/** Asks Redis for what a request can do without. */
export interface Asker {
  /** Whether an outage lasts, as far as is known: then one request a second is tried. */
  isAway(): boolean;
  /** @returns undefined when Redis did not answer in time, refused, or was not asked */
  ask<T>(command: () => Promise<T>): Promise<T | undefined>;
}

/** @param says what to log once when an outage begins, and once when it is over */
export function createAsker(log: Logger, says: { away: string; back: string }): Asker {
  const circuit = new Circuit(retryMs);
  return {
    isAway: () => circuit.isOpen,
    async ask(command) {
      const isTrial = circuit.isOpen;
      if (!circuit.admits(performance.now())) return undefined;
      try {
        const answer = await withTimeLimit(answerMs, command(), noAnswer(answerMs));
        // An answer to a command from before the outage does not mean that the outage is over.
        if (isTrial && circuit.succeeded()) log.info({}, says.back);
        return answer;
      } catch (error) {
        if (circuit.failed(performance.now())) {
          const reason = error instanceof Error ? error.message : String(error);
          log.warn({ reason }, says.away);
        }
        return undefined;
      }
    },
  };
}
