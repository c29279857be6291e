/** What this browser keeps for times without the network, by the names of its caches. */

/** Shells of tickets pages, the same for everyone, and their files. */
export const pageCache = 'onsale.pages.1';
/** One person's tickets. */
export const apiCache = 'onsale.tickets.1';
/** The door pages of one person, and their files. */
export const doorCache = 'onsale.doors.1';

/** From the page of a door to its worker: this is to be there without the network. */
export interface KeepDoor {
  /** Path of the page. */
  readonly keepDoor: string;
  /** Addresses of files that it has loaded. */
  readonly files: readonly string[];
}

/** Removes what is one person's: they sign out, their session has ended, or another signs in. */
export async function forgetKept(): Promise<void> {
  if (typeof caches === 'undefined') return;
  const removed = [apiCache, doorCache].map((name) => caches.delete(name));
  // Where the browser keeps nothing it may refuse to look.
  await Promise.allSettled(removed);
}
