import { redirect } from 'next/navigation';
import { ApiError } from '../lib/api/problem';
import { signInPath } from '../lib/safe-next';

/** What the API said no to, of a form that keeps everything typed. @throws whatever else went wrong */
export function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}

/**
 * What the API said no to, for showing in the form. When the session has ended meanwhile, the
 * reader signs in and comes back to `path`. @throws whatever else went wrong
 */
export function refused(error: unknown, path: string): ApiError {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) redirect(signInPath(path));
  return error;
}
