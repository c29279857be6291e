import { redirect } from 'next/navigation';
import { ApiError } from './api/problem';
import { signInWithReason } from './plain';

/** What a page is about does not exist, or is not for this visitor. */
export class NothingHere extends Error {}

/**
 * The answer that a page is about, or another page: 404 is `NothingHere`, 401 leads to signing in
 * and back to `path`. Other failures go on to the error page.
 */
export async function orNotFound<T>(answer: Promise<T>, path: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) {
      // A malformed id belongs to nothing.
      if (error.status === 404 || error.status === 400) throw new NothingHere();
      if (error.status === 401) redirect(signInWithReason(path));
    }
    throw error;
  }
}
