import { amounts } from '@onsale/contracts/limits';
import { atMost } from './at-most.js';
import { tooManyRequests } from './errors.js';

/** A search reads every ticket of an event: with 100,000 it takes seconds of a core. */
const running = 2;
/** A page has given up long before. */
const longestWaitMs = 10_000;
const waitSeconds = 2;

/** @throws Problem 429 or 503 if the account, or all together, search too much at once */
export type SearchInTurn = <T>(accountId: string, search: () => Promise<T>) => Promise<T>;

/** Bounds the searches for persons that a service runs at once, in all and of one account. */
export function limitSearches(): SearchInTurn {
  const waiting = amounts.searchesOfProcess.max - running;
  const inTurn = atMost({
    ...{ running, waiting },
    ...{ waitMs: longestWaitMs, retryAfterSeconds: waitSeconds },
  });
  const ofAccount = new Map<string, number>();
  return async (accountId, search) => {
    const own = ofAccount.get(accountId) ?? 0;
    if (own >= amounts.searchesOfAccount.max) throw tooManyRequests(waitSeconds);
    ofAccount.set(accountId, own + 1);
    try {
      return await inTurn(search);
    } finally {
      const left = (ofAccount.get(accountId) ?? 1) - 1;
      if (left > 0) ofAccount.set(accountId, left);
      else ofAccount.delete(accountId);
    }
  };
}
