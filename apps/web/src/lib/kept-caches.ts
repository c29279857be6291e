/** The browser's caches for times without the network, by name. */

/** Shells of tickets pages, the same for everyone, and their files. */
export const pageCache = 'onsale.pages.1';
/** One person's tickets. */
export const apiCache = 'onsale.tickets.1';
/** The door pages of one person, and their files. */
export const doorCache = 'onsale.doors.1';

/** From the page of a door to its worker: keep this for when there is no network. */
export interface KeepDoor {
  /** Path of the page. */
  readonly keepDoor: string;
  /** Addresses of files that it has loaded. */
  readonly files: readonly string[];
}

/** Removes one person's data: they sign out, their session has ended, or another signs in. */
export async function forgetKept(): Promise<void> {
  if (typeof caches === 'undefined') return;
  const removed = [apiCache, doorCache].map((name) => caches.delete(name));
  // A browser that stores nothing may refuse to look.
  await Promise.allSettled(removed);
}
