import { type Logger, withTimeLimit } from '@onsale/runtime';
import { Circuit } from './circuit.js';
import { noAnswer } from './open.js';

/** How long a request may wait for Redis. */
const answerMs = 200;
const retryMs = 1_000;

/** Runs optional commands at Redis. */
export interface Asker {
  /** Whether there is an outage, as far as is known; then one command a second is tried. */
  isAway(): boolean;
  /** @returns undefined if Redis did not answer in time, refused, or was not asked */
  ask<T>(command: () => Promise<T>): Promise<T | undefined>;
}

/** @param says the log lines for the beginning and the end of an outage */
export function createAsker(log: Logger, says: { away: string; back: string }): Asker {
  const circuit = new Circuit(retryMs);
  return {
    isAway: () => circuit.isOpen,
    async ask(command) {
      const isTrial = circuit.isOpen;
      if (!circuit.admits(performance.now())) return undefined;
      try {
        const answer = await withTimeLimit(answerMs, command(), noAnswer(answerMs));
        // An answer to a command from before the outage does not end the outage.
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
