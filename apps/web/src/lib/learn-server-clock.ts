import type { currentUser } from '@onsale/contracts/auth/http';
import { browserApi } from './api/browser';

/** Asks the server something small, to learn its clock. Without an answer the own clock counts. */
export async function learnServerClock(): Promise<void> {
  try {
    await browserApi<typeof currentUser>({ method: 'GET', path: '/api/users/currentuser' });
  } catch {
    // As said above.
  }
}
