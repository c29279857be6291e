import { addressNetwork, type Metrics, Problem } from '@onsale/runtime';

export interface WatcherLimits {
  /** In this process. */
  readonly max: number;
  /** From one network address, in this process. */
  readonly perAddress: number;
}

/** Refused pages retry after this many seconds at the earliest, spread over time. */
const leastWaitSeconds = 15;
const waitSpreadSeconds = 30;

export interface Watchers {
  readonly count: number;
  /**
   * Takes a place for a watcher at this address.
   * @returns a function that frees it; call it once
   * @throws Problem 503 or 429 if a limit is reached
   */
  enter(address: string): () => void;
}

/** Counts the watchers of live stock, and refuses those beyond a limit. */
export function countWatchers(
  { max, perAddress }: WatcherLimits,
  metrics: Pick<Metrics, 'counters'>,
): Watchers {
  const ofNetwork = new Map<string, number>();
  let count = 0;
  const refused = metrics.counters(
    'availability_streams_refused_total',
    'Watchers of live stock beyond a limit: of the process, of their address',
    ['limit'],
  );
  const [byProcess, byAddress] = [refused('process'), refused('address')];

  return {
    get count() {
      return count;
    },
    enter(address) {
      const network = addressNetwork(address);
      const before = ofNetwork.get(network) ?? 0;
      if (count >= max) {
        byProcess.add();
        throw tooMany(503, 'overloaded', 'Too many pages watch the stock live right now.');
      }
      if (before >= perAddress) {
        byAddress.add();
        throw tooMany(
          429,
          'too_many_requests',
          'Too many pages behind your network address watch the stock live.',
        );
      }
      count += 1;
      ofNetwork.set(network, before + 1);
      return () => {
        count -= 1;
        const left = (ofNetwork.get(network) ?? 1) - 1;
        if (left > 0) ofNetwork.set(network, left);
        else ofNetwork.delete(network);
      };
    },
  };
}

function tooMany(status: 429 | 503, code: Problem['code'], what: string): Problem {
  const retryAfterSeconds = leastWaitSeconds + Math.floor(Math.random() * waitSpreadSeconds);
  const detail = `${what} Poll the availability, and open the stream again in ${retryAfterSeconds} s.`;
  return new Problem(status, code, detail, { retryAfterSeconds });
}

const firstReconnectMs = 1_000;
const leastSpreadMs = 4_000;
const mostSpreadMs = 20_000;

/**
 * When a watcher should reconnect after its stream has ended, in milliseconds: spread to about a
 * thousand watchers a second, so that not all reconnect at once after a restart.
 * @param random from 0 to 1
 */
export const reconnectMs = (watchers: number, random: number): number =>
  firstReconnectMs + Math.floor(random * Math.min(mostSpreadMs, Math.max(leastSpreadMs, watchers)));
