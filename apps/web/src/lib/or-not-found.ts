import { notFound, redirect } from 'next/navigation';
import { ApiError } from './api/problem';
import { signInPath } from './safe-next';

/**
 * What a page is about, or the page that says why not: 404 shows "not found", 401 goes to sign in
 * and comes back to `path`. Other failures go on to the error page.
 */
export async function orNotFound<T>(answer: Promise<T>, path: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) {
      // A malformed id is no id of anything.
      if (error.status === 404 || error.status === 400) notFound();
      if (error.status === 401) redirect(signInPath(path));
    }
    throw error;
  }
}
