import type { Locks } from './surroundings.js';

/**
 * Over HTTP/1.1 a browser opens six connections to a site, for all tabs together. Streams use at
 * most this many, and leave the others for the visitor's requests.
 */
const streamsPerBrowser = 3;

/**
 * Takes one of the connections that the streams of this browser share.
 * @returns a function that returns the connection; undefined when all are in use
 */
export async function takeConnection(locks: Locks | undefined): Promise<(() => void) | undefined> {
  if (!locks) return () => undefined; // tabs cannot coordinate
  for (let number = 0; number < streamsPerBrowser; number += 1) {
    const name = `onsale-live-connection-${number}`;
    // If locks are forbidden, tabs cannot coordinate either.
    const giveBack = await tryLock(locks, name).catch(() => () => undefined);
    if (giveBack) return giveBack;
  }
  return undefined;
}

const tryLock = (locks: Locks, name: string) =>
  new Promise<(() => void) | undefined>((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) =>
        lock ? new Promise<void>((giveBack) => resolve(giveBack)) : void resolve(undefined),
      )
      .catch(reject);
  });
